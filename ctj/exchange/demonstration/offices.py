"""Offices of the demonstration: agencies are invented and say so, courts are the sources'."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """One organisation. ``kind`` and ``agency_kind`` are those of ``ctj.model.organisations``."""

    code: str
    name: str
    kind: str
    jurisdiction: str
    agency_kind: str | None = None


def _agency(code: str, name: str, agency_kind: str) -> Office:
    kind = "prosecution" if agency_kind == "prosecution" else "agency"
    return Office(code, f"{name} (demonstration)", kind, code[:2], agency_kind)


def _court(code: str, name: str) -> Office:
    return Office(code, name, "court", code[:2], "court")


AGENCIES = (
    _agency("PH-AHT", "Anti-Trafficking Police Unit", "police_specialist"),
    _agency("PH-DOJ", "National Prosecution Office", "prosecution"),
    _agency("PH-SWD", "Social Welfare Office", "social_welfare"),
    _agency("PH-WPP", "Witness Protection Office", "other"),
    _agency("PH-CAO", "Central Authority", "central_authority"),
    _agency("PH-IAC", "Inter-Agency Council Secretariat", "multidisciplinary_team"),
    _agency("PH-NGO", "Harbour Light Shelter", "ngo"),
    Office("PH-RCV", "Lantern Reception House (demonstration)", "provider", "PH", "ngo"),
    _agency("PH-BOR", "Border and Airport Service", "immigration_border"),
    _agency("SG-AHT", "Anti-Trafficking Police, Singapore", "police_specialist"),
    _agency("SG-PRO", "Prosecution, Singapore", "prosecution"),
    _agency("TH-AHT", "Anti-Trafficking Police, Thailand", "police_specialist"),
    _agency("TH-PRO", "Prosecution, Thailand", "prosecution"),
    _agency("ID-AHT", "Anti-Trafficking Police, Indonesia", "police_specialist"),
    _agency("ID-PRO", "Prosecution, Indonesia", "prosecution"),
    _agency("MY-AHT", "Anti-Trafficking Police, Malaysia", "police_specialist"),
    _agency("MY-PRO", "Prosecution, Malaysia", "prosecution"),
    _agency("AU-AHT", "Anti-Trafficking Police, Australia", "police_specialist"),
    _agency("AU-PRO", "Prosecution, Australia", "prosecution"),
)

COURTS = (
    _court("PH-RTC", "Regional Trial Court"),
    _court("PH-RTC-CALAMBA", "Regional Trial Court, Calamba"),
    _court("PH-RTC-CEBU-20", "Regional Trial Court, Cebu City, Branch 20"),
    _court("PH-RTC-MANILA-4", "Regional Trial Court, Manila, Branch 4"),
    _court("PH-RTC-MANILA-5", "Regional Trial Court, Branch 5"),
    _court("PH-RTC-PASIG", "Regional Trial Court, Pasig City"),
    _court("PH-RTC-QC-106", "Regional Trial Court, Quezon City, Branch 106"),
    _court("PH-RTC-ZAMBOANGA", "Regional Trial Court, Zamboanga City"),
    _court("PH-CA", "Court of Appeals"),
    _court("PH-SC", "Supreme Court of the Philippines"),
    _court("SG-SC", "State Courts of Singapore"),
    _court("SG-HC", "High Court of Singapore"),
    _court("TH-CC", "Criminal Court, Bangkok"),
    _court("TH-CA", "Court of Appeal, Thailand"),
    _court("ID-PN-JAKSEL", "Pengadilan Negeri Jakarta Selatan"),
    _court("MY-SESSIONS", "Sessions Court, Malaysia"),
    _court("MY-HC", "High Court, Kuala Lumpur"),
    _court("AU-QLD-DC", "District Court of Queensland"),
    _court("AU-CA", "Court of Appeal, Australia"),
    _court("AU-HCA", "High Court of Australia"),
)

OFFICES = (*AGENCIES, *COURTS)
