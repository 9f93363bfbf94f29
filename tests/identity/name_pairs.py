"""Invented and common names in several spellings. Within a line: one name. No line is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SPELLINGS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "latin": (
        ("Maria", "María", "MARIA", "Mariah"), ("Catherine", "Katherine", "Kathrine"),
        ("Muhammad", "Mohammad", "Mohamed", "Muhamad"), ("Stephen", "Steven"),
        ("Joseph", "Yosef", "Jozef"), ("Ahmad", "Ahmed", "Achmad"), ("Yusuf", "Yusof", "Yusup"),
        ("Soeharto", "Suharto"), ("Dhewi", "Dewi"), ("Tjahaja", "Cahaya"), ("Joesoef", "Jusuf"),
        ("Rodriguez", "Rodrigues"), ("Gonzales", "Gonzalez"), ("Nuñez", "Nunez"),
        ("Cristina", "Kristina", "Christina"), ("Filipe", "Philippe", "Felipe"),
        ("Siti", "Sitti"), ("Nurul", "Noorul"), ("Aisyah", "Aishah", "Aisha"),
        ("Reyes", "Reyez"), ("Bautista", "Bautizta"), ("Shankar", "Sankar"),
        ("Lakshmi", "Laksmi"), ("Gunawan", "Goenawan"), ("Wijaya", "Widjaja", "Vijaya"),
        ("Example", "Exampel"), ("Santos", "Santoz"), ("Danilo", "Danillo"),
        ("Marikit", "Marikitt"), ("Herlina", "Herlinna"),
    ),
    "thai": (
        ("สมชาย", "Somchai", "Somchay"), ("สมหญิง", "Somying"), ("สมศักดิ์", "Somsak", "Somsack"),
        ("ศิริพร", "Siriporn", "Siripon"), ("วรรณา", "Wanna", "Vanna"), ("มาลี", "Malee", "Mali"),
        ("นารี", "Naree", "Nari"), ("กมล", "Kamon", "Kamol"), ("ประเสริฐ", "Prasert"),
        ("บุญมี", "Bunmi", "Boonmee"), ("สุดา", "Suda", "Sudah"), ("ธนพล", "Thanaphon", "Tanapon"),
        ("อรุณ", "Arun", "Aroon"), ("นิรันดร์", "Niran", "Nirun"), ("ปราณี", "Pranee", "Prani"),
        ("สุชาติ", "Suchat", "Suchart"), ("จันทร์", "Chan", "Jan"), ("พิมพ์", "Phim", "Pim"),
        ("วิชัย", "Wichai", "Vichai"), ("กิตติ", "Kitti", "Kitty"), ("มานะ", "Mana", "Manah"),
        ("สุภาพร", "Supaporn", "Suphaphon"), ("ชัยวัฒน์", "Chaiwat", "Chaivat"),
        ("อนุชา", "Anucha", "Anuchar"), ("ดวงใจ", "Duangjai", "Duangchai"),
        ("รัตนา", "Rattana", "Ratana"), ("ณรงค์", "Narong", "Narongk"), ("ลัดดา", "Ladda", "Lada"),
        ("สุนทร", "Sunthon", "Suntorn"), ("เพ็ญ", "Phen", "Pen"),
    ),
    "khmer": (
        ("សុខ", "Sok", "Sokh"), ("សំណាង", "Samnang"), ("ចាន់", "Chan", "Chann"),
        ("ដារា", "Dara", "Darah"), ("សុភា", "Sophea", "Sopha"), ("វណ្ណា", "Vanna", "Vannah"),
        ("រតនា", "Ratana", "Rathana"), ("បុប្ផា", "Bopha", "Bopphar"), ("ស្រីមុំ", "Sreymom", "Sreymum"),
        ("វិចិត្រ", "Vichet", "Vichit"), ("ពិសិដ្ឋ", "Piseth", "Pisith"), ("សារិន", "Sarin"),
        ("កុសល", "Kosal", "Kosol"), ("ធារី", "Theary", "Theari"), ("មករា", "Makara"),
        ("ណារី", "Nary", "Narie"), ("បូរី", "Borey", "Bory"), ("លីដា", "Lida", "Lyda"),
        ("ភារុណ", "Phearun", "Pharun"), ("គឹម", "Kim", "Gim"), ("ម៉ាលី", "Mali", "Maly"),
        ("សុវណ្ណ", "Sovann", "Sovan"), ("នារី", "Neary", "Nearie"), ("សុជាតា", "Socheata", "Sochata"),
    ),
    "burmese": (
        ("အောင်", "Aung"), ("စန်း", "San", "Sann"), ("ကျော်", "Kyaw"), ("မောင်", "Maung", "Mong"),
        ("သန်း", "Than", "Thann"), ("မြင့်", "Myint", "Mynt"), ("လှ", "Hla", "La"),
        ("စိုး", "Soe", "So"), ("ဝင်း", "Win", "Winn"), ("ထွန်း", "Tun", "Htun"),
        ("နိုင်", "Naing", "Nain"), ("မင်း", "Min", "Minn"), ("ဇော်", "Zaw", "Zor"),
        ("ခင်", "Khin", "Kin"), ("ဖြူ", "Phyu", "Phyoo"), ("နီလာ", "Nilar", "Nila"),
        ("သီတာ", "Thida", "Thidar"), ("မာလာ", "Mala", "Malar"), ("ဇင်မာ", "Zinmar", "Zin Mar"),
        ("ကိုကို", "Koko", "Ko Ko"), ("စုစု", "Susu", "Su Su"),
    ),
    "vietnamese": (
        ("Nguyễn", "Nguyen", "NGUYEN"), ("Trần", "Tran"), ("Phạm", "Pham", "Fam"),
        ("Đặng", "Dang"), ("Hoàng", "Hoang"), ("Huỳnh", "Huynh"), ("Phượng", "Phuong"),
        ("Thảo", "Thao"), ("Trang", "TRANG"), ("Quỳnh", "Quynh"), ("Ngọc", "Ngoc"),
        ("Tuấn", "Tuan"), ("Dũng", "Dung"), ("Hương", "Huong"), ("Linh", "Lính"),
        ("Bình", "Binh"), ("Khánh", "Khanh"), ("Mỹ", "My"), ("Lệ", "Le"), ("Vũ", "Vu"),
        ("Thúy", "Thuy"), ("Xuân", "Xuan"), ("Yến", "Yen"), ("Giang", "Gíang"), ("Oanh", "Oánh"),
    ),
}  # fmt: skip
