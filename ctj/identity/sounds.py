"""How a name sounds, coarsely: two spellings of one name, or two scripts, give one key.

A word is written in Latin letters (anyascii, after what a script does not pronounce is taken out),
romanisations that stand for one sound are folded together, and the consonants are kept. A key of
fewer than three consonants keeps its first vowel as well, or every short name would be like every
other. Soundex, Metaphone and NYSIIS were measured beside it: docs/decisions/0016.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anyascii import anyascii

#: What a script writes and nobody says, or says unlike its usual Latin letter; in this order.
_AS_SAID: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        # Thai: a vowel written before its consonant is said after it; silenced letters; -รร- is an;
        # ทร is s; what a final letter sounds like.
        ("([เแโใไ])([ก-ฮ])", r"\2\1"),
        ("(?:ทร|ดร|ตร|[ก-ฮ])[ิุ]?์", ""),
        ("รร(?=[ก-ฮ])", "ั"),
        ("รร", "ัน"),
        ("ทร(?=[ัาิีึืุู])", "ซ"),
        ("ญ(?![ะ-ู])", "น"),
        ("(?<=[ก-ฮะ-ู])[รลณฬ](?![ก-ฮะ-ูเ-ไ็-๎])", "น"),
        ("(?<=[ก-ฮะ-ู])[จชซฎฏดตถทธศษส](?![ก-ฮะ-ูเ-ไ็-๎])", "ต"),
        # Khmer: what stands under a sign that silences; final r is not said.
        ("[ក-អ]៍|្រ$|រ$", ""),
        ("ឹ", "i"),
        # Burmese: tones; rhymes, whose sound is not that of their letters; two medials.
        ("[့း]", ""),
        ("ောင်", "aung"),
        ("ိုင်", "aing"),
        ("ွ(?:န်|မ်)", "un"),
        ("(?<=[ို])(?:န်|မ်)", "n"),
        ("န်|မ်|ံ", "an"),
        ("[ညင]်", "in"),
        ("ော်|ော", "aw"),
        ("ို", "o"),
        ("ှ", ""),
        ("ကျ|ကြ", "ky"),
        ("ယ်", "e"),
        ("[ကစတပ]်", "at"),
        ("(?<=[က-အ])(?=[က-အ]|$)", "a"),
    )
)
_BURMESE = {
    "က": "k", "ခ": "kh", "ဂ": "g", "စ": "s", "ဆ": "s", "ဇ": "z",
    "ည": "ny", "တ": "t", "ထ": "t", "ဒ": "d", "ဓ": "d", "န": "n", "ပ": "p", "ဖ": "p", "ဗ": "b",
    "ဘ": "b", "မ": "m", "ယ": "y", "ရ": "y", "လ": "l", "ဝ": "w", "သ": "t", "ဟ": "h", "အ": "",
    "ျ": "y", "ြ": "y", "ွ": "w", "ှ": "h", "ေ": "e", "ိ": "i", "ီ": "i", "ု": "u", "ူ": "u",
    "ာ": "a", "ါ": "a", "ဲ": "e", "ဥ": "u", "ဦ": "u", "ဧ": "e", "ဣ": "i",
}  # fmt: skip
_BURMESE_SIGN = re.compile("|".join(sorted(map(re.escape, _BURMESE), key=len, reverse=True)))
_FOLDED: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        ("[^a-z]", ""),
        ("^y(?=[aeiou])", "j"),
        ("^h(?=[lmnt])", ""),
        ("ea", "a"),
        ("nt$", "n"),
        ("^ng|nh|ny|ng", "n"),
        ("ph|f", "p"),
        ("th|dh", "t"),
        ("kh|gh|q|ck|^ch(?=r)|c(?=[lrtk])", "k"),
        ("ch(?=m)", ""),
        ("tch|ch|tj|dj|zh|j", "c"),
        ("sh|sy|ts|z|x", "s"),
        ("bh", "b"),
        ("w(?=[aeiouy])", "v"),
        ("(?<=[aeiou])r(?![aeiouy])|w", ""),
        ("l$", "n"),
        ("g", "k"),
        ("d", "t"),
        ("b", "p"),
        ("r", "l"),
        ("(?<=.)h", ""),
    )
)
_VOWELS = "aeiouy"
_CLASS = {"a": "a", "e": "i", "i": "i", "y": "i", "o": "o", "u": "o"}
_BARE = 3


def in_latin(word: str) -> str:
    """The word in lower Latin letters, sign by sign; empty if nothing of it can be written so."""
    return "".join(filter(str.isalnum, anyascii(word).casefold()))


def sound(word: str) -> str:
    """The key of a normalised word; empty if it has no letter that sounds."""
    said = word
    for pattern, replaced in _AS_SAID:
        said = pattern.sub(replaced, said)
    said = _BURMESE_SIGN.sub(lambda found: _BURMESE[found.group()], said)
    latin = in_latin(said)
    for pattern, replaced in _FOLDED:
        latin = pattern.sub(replaced, latin)
    return _key(latin)


def _key(latin: str) -> str:
    doubled = re.sub(r"(.)\1+", r"\1", latin)
    bones = "".join(sign for sign in doubled if sign not in _VOWELS)
    opening = "a" if doubled[:1] in _CLASS else ""
    if len(bones) >= _BARE:
        return opening + bones
    inner = [sign for sign in doubled.lstrip(_VOWELS) if sign in _VOWELS]
    # Thai and Khmer leave a vowel unwritten between two consonants: it is o.
    vowel = _CLASS[inner[0]] if inner else ("" if opening else "o")
    return f"{opening}{bones}.{vowel}" if bones or opening else ""
