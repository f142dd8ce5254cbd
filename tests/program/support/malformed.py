"""Malformed documents: each row is one kind of defect, what is in the graph all the same, and what is reported."""

import dataclasses
import xml.etree.ElementTree as ElementTree

from support.documents import DIVS, LABELS

TITLE = "/us/cfr/t98"
SOUND = """<?xml version="1.0" encoding="UTF-8"?>
<ECFR>
<AMDDATE>Jan. 15, 2025</AMDDATE>
<DIV1 N="98" TYPE="TITLE">
<HEAD>Title 98—Trials</HEAD>
<DIV3 N="I" TYPE="CHAPTER">
<HEAD>CHAPTER I—OFFICE OF TRIALS</HEAD>
<DIV5 N="1" TYPE="PART">
<HEAD>PART 1—FIRST</HEAD>
<AUTH><HED>Authority:</HED><PSPACE>5 U.S.C. 301.</PSPACE></AUTH>
<DIV8 N="1.1" TYPE="SECTION">
<HEAD>§ 1.1 Scope.</HEAD>
<P>(a) Alpha, see § 2.1(b).</P>
<P>(b) Beta.</P>
</DIV8>
<DIV8 N="1.2" TYPE="SECTION">
<HEAD>§ 1.2 Words.</HEAD>
<P>Gamma.</P>
</DIV8>
</DIV5>
<DIV5 N="2" TYPE="PART">
<HEAD>PART 2—SECOND</HEAD>
<DIV6 N="A" TYPE="SUBPART">
<HEAD>Subpart A—General</HEAD>
<DIV8 N="2.1" TYPE="SECTION">
<HEAD>§ 2.1 Rules.</HEAD>
<P>(a) Delta.</P>
<P>(b) Epsilon.</P>
</DIV8>
</DIV6>
<DIV9 N="Appendix A to Part 2" TYPE="APPENDIX">
<HEAD>Appendix A to Part 2—Forms</HEAD>
<P>Zeta.</P>
</DIV9>
</DIV5>
</DIV3>
</DIV1>
</ECFR>
"""
S11 = SOUND[SOUND.index('<DIV8 N="1.1"'):SOUND.index('<DIV8 N="1.2"')]
S12 = SOUND[SOUND.index('<DIV8 N="1.2"'):SOUND.index("</DIV5>")]
P1 = SOUND[SOUND.index('<DIV5 N="1"'):SOUND.index('<DIV5 N="2"')]
TAG12, TAG2 = '<DIV8 N="1.2" TYPE="SECTION">', '<DIV5 N="2" TYPE="PART">'
HEAD12 = "<HEAD>§ 1.2 Words.</HEAD>"

AS_IF_CORRECT = "read as if it were correct"
UNCHANGED = "loaded unchanged"
REMARKED = "loaded, with a warning"
PART = "its part is rejected, the rest is loaded"
REST = "everything is loaded but what is reported"
DOCUMENT = "the document fails; complete parts are loaded, none is deleted"


@dataclasses.dataclass
class Row:
    name: str
    outcome: str
    damage: object  # pairs of texts, the first to be put for the second; or the document
    touched: tuple = ()  # beginnings of the ids that differ from those of the sound document
    holds: dict = dataclasses.field(default_factory=dict)  # id: a property and its value
    gone: tuple = ()
    says: str = ""  # in the dead letter or the warning

    @property
    def document(self):
        return self.damage if isinstance(self.damage, (str, bytes)) else replaced(*self.damage)

    @property
    def rejected(self):
        return self.outcome in (PART, REST, DOCUMENT)


def replaced(*pairs):
    text = SOUND
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def structure(element=None):
    """The structure JSON of the sound document."""
    if element is None:
        element = ElementTree.fromstring(SOUND.encode()).find("DIV1")
    kind = next(name for name, label in LABELS.items() if label == DIVS[element.tag])
    head = element.findtext("HEAD")
    node = {"identifier": element.get("N"), "label": head, "label_level": head, "reserved": False, "type": kind}
    if kind not in ("section", "appendix"):
        node["children"] = [structure(child) for child in element if child.tag in DIVS]
    return node


def p1(*damage, says):
    """What costs part 1."""
    keys = (f"{TITLE}/p1", f"{TITLE}/s1.", "/us/usc/")
    return dict(outcome=PART, damage=damage, touched=keys, gone=(f"{TITLE}/s1.1#xml", f"{TITLE}/s1.2#xml"), says=says)


def s12(outcome, *damage, **more):
    return dict(outcome=outcome, damage=damage, touched=(f"{TITLE}/p1#xml", f"{TITLE}/s1.2"), **more)


def paragraph(text, number=1):
    return {f"{TITLE}/s1.2#p{number}": ("text", text)}


def right(*damage):
    return dict(outcome=AS_IF_CORRECT, damage=damage)


CHAPTER = (f"{TITLE}/chI#xml", f"{TITLE}/chI#p", f"{TITLE}/p")
ROWS = [Row(name, **row) for name, row in {
    "CRLF": dict(outcome=AS_IF_CORRECT, damage=SOUND.replace("\n", "\r\n")),
    "CR alone": dict(outcome=AS_IF_CORRECT, damage=SOUND.replace("\n", "\r")),
    "blanks before the declaration": dict(outcome=AS_IF_CORRECT, damage="\n\n  " + SOUND),
    "AMDDATE that is no date": right(("Jan. 15, 2025", "Smarch 32, 20XX")),
    "AMDDATE of another day than the name": right(("Jan. 15, 2025", "March 242017")),
    "AMDDATE missing": right(("<AMDDATE>Jan. 15, 2025</AMDDATE>\n", "")),
    "ECFR missing": dict(outcome=AS_IF_CORRECT, damage=SOUND.replace("<ECFR>\n<AMDDATE>Jan. 15, 2025</AMDDATE>\n", "").replace(
        "</ECFR>", "")),
    "TYPE missing": right((TAG12, '<DIV8 N="1.2">')),
    "TYPE of something else": right((TAG12, '<DIV8 N="1.2" TYPE="PART">')),
    "NODE of another title": right((TAG12, '<DIV8 NODE="12:3.0.1.1" N="1.2" TYPE="SECTION">')),
    "attribute twice": right((TAG12, '<DIV8 N="1.2" N="1.3" TYPE="SECTION">')),
    "metadata escaped twice": right((TAG12, '<DIV8 hierarchy_metadata="{&amp;quot;path&amp;quot;:&amp;quot;/on/_SUBSTITUTE_DATE_'
                                     '/title-12&amp;quot;}" N="1.2" TYPE="SECTION">')),
    "CDATA": right(("Gamma.", "<![CDATA[Gamma.]]>")),
    "comment and instruction within a word": right(("Gamma.", "Gam<!-- </DIV8> --><?page 3?>ma.")),
    "§§§": s12(UNCHANGED, ("§ 1.2", "§§§ 1.2"), holds={f"{TITLE}/s1.2": ("heading", "§§§ 1.2 Words.")}),
    "HEAD missing": s12(UNCHANGED, (HEAD12, ""), holds=paragraph("Gamma.")),
    "HED for HEAD": s12(UNCHANGED, (HEAD12, "<HED>§ 1.2 Words.</HED>"), holds=paragraph("§ 1.2 Words.")),
    "two HEADs": s12(UNCHANGED, (HEAD12, HEAD12 + "<HEAD>Again.</HEAD>"), holds=paragraph("Again.")),
    "section without text": s12(UNCHANGED, ("<P>Gamma.</P>", ""), holds={f"{TITLE}/s1.2": ("heading", "§ 1.2 Words.")}),
    "section without anything": s12(UNCHANGED, (S12, '<DIV8 N="1.2"/>\n'), holds={f"{TITLE}/s1.2": ("identifier", "1.2")}),
    "P in P": s12(UNCHANGED, ("Gamma.", "Gamma.<P>More.</P>"), holds=paragraph("More.", 2)),
    "AUTH in P": s12(UNCHANGED, ("Gamma.", "Gamma.<AUTH>No law at all.</AUTH>"),
                     holds={f"{TITLE}/s1.2#auth": ("text", "No law at all.")}),
    "tags in CDATA": s12(UNCHANGED, ("Gamma.", "<![CDATA[</DIV8><DIV5>]]>"), holds=paragraph("</DIV8><DIV5>")),
    "byte-order mark within": s12(UNCHANGED, ("Gamma.", "Gam\ufeffma."), holds=paragraph("Gam\ufeffma.")),
    "entity of no name": s12(UNCHANGED, ("Gamma.", "&sect; &nbsp;."), holds=paragraph("&sect; &nbsp;.")),
    "ampersand that is none": s12(UNCHANGED, ("Gamma.", "Gamma & co."), holds=paragraph("Gamma & co.")),
    "control character": s12(UNCHANGED, ("Gamma.", "Gam\x0bma."), holds=paragraph("Gam ma.")),
    "table without rows": s12(UNCHANGED, ("<P>Gamma.</P>", "<P>Gamma.</P><TABLE>x<TD>y</TD></TABLE>"), holds=paragraph("Gamma.")),
    "N escaped twice": s12(UNCHANGED, ('"1.2"', '"1.2&amp;amp;a"'), holds={f"{TITLE}/s1.2%26amp%3Ba": (
        "identifier", "1.2&amp;a")}),
    "N that looks like a path": dict(outcome=UNCHANGED, damage=[('"1.2"', '"../../1.2#x~2?"')], touched=(
        f"{TITLE}/p1#xml", f"{TITLE}/s1.2", f"{TITLE}/s.."), holds={f"{TITLE}/s..%2F..%2F1.2%23x%7E2%3F": (
            "identifier", "../../1.2#x~2?")}),
    "reserved ranges that overlap": dict(
        outcome=UNCHANGED, touched=(f"{TITLE}/p1#xml", f"{TITLE}/s1."), damage=[(S12, "".join(
            f'<DIV8 N="{n}"><HEAD>§§ {n} [Reserved]</HEAD></DIV8>' for n in ("1.3-1.6", "1.5-1.9")))],
        holds={f"{TITLE}/s1.3-1.6": ("identifier", "1.3-1.6"), f"{TITLE}/s1.5-1.9": ("identifier", "1.5-1.9")}),
    "section of a number that does not fit its part": dict(
        outcome=UNCHANGED, damage=[('"1.2"', '"55.2"')], touched=(f"{TITLE}/p1#xml", f"{TITLE}/s1.2", f"{TITLE}/s55.2"),
        holds={f"{TITLE}/s55.2#p1": ("text", "Gamma.")}),
    "section that another part has too": dict(
        outcome=REMARKED, damage=[('"1.2"', '"2.1"')], touched=(f"{TITLE}/p1#xml", f"{TITLE}/p2/spA#xml", f"{TITLE}/s"), holds={
            f"{TITLE}/s2.1#p1": ("text", "Gamma."), f"{TITLE}/s2.1~2/a": ("text", "(a) Delta.")},
        says="two divisions share a key.*/s2.1~2"),
    "section in a section": dict(
        outcome=UNCHANGED, damage=[("<P>(b) Beta.</P>\n</DIV8>\n", ""), (S12, S12[:-1] + "<P>(b) Beta.</P></DIV8>")],
        touched=(f"{TITLE}/p1#xml", f"{TITLE}/s1."), holds={f"{TITLE}/s1.1/b": ("text", "(b) Beta."), f"{TITLE}/s1.2#p1": (
            "text", "Gamma.")}),
    "section in a paragraph": s12(UNCHANGED, ("Gamma.", 'Gam<DIV8 N="1.20"><P>x</P></DIV8>ma.'), holds={
        **paragraph("Gam"), **paragraph("ma.", 2), f"{TITLE}/s1.20#p1": ("text", "x")}),
    "subpart in a section": dict(
        outcome=UNCHANGED, damage=[("<P>(b) Beta.", '<DIV6 N="Q"><P>q</P></DIV6><P>(b) Beta.')], touched=(
            f"{TITLE}/s1.1#xml", f"{TITLE}/p1/spQ"), holds={f"{TITLE}/p1/spQ#p1": ("text", "q")}),
    "text between sections": dict(outcome=UNCHANGED, damage=[(TAG12, "Stray law." + TAG12)], touched=(f"{TITLE}/p1#",),
                                  holds={f"{TITLE}/p1#p1": ("text", "Stray law.")}),
    "text between parts": dict(outcome=UNCHANGED, damage=[(TAG2, "Stray law." + TAG2)], touched=CHAPTER[:2],
                               holds={f"{TITLE}/chI#p1": ("text", "Stray law.")}),
    "section below a chapter": dict(outcome=UNCHANGED, damage=[(TAG2, S12.replace("1.2", "5.1") + TAG2)], touched=(
        *CHAPTER[:2], f"{TITLE}/chI/s", f"{TITLE}/p2"), holds={f"{TITLE}/chI/s5.1#p1": ("text", "Gamma.")}),
    "section below a title": dict(outcome=UNCHANGED, damage=[("<DIV3 ", S12.replace("1.2", "2.9") + "<DIV3 ")], touched=(
        f"{TITLE}#xml", f"{TITLE}/s~", f"{TITLE}/chI"), holds={f"{TITLE}/s~2.9#p1": ("text", "Gamma.")}),
    "part below a title": dict(outcome=UNCHANGED, damage=[("</DIV3>", '</DIV3><DIV5 N="9"><P>x</P></DIV5>')], touched=(
        f"{TITLE}#xml", f"{TITLE}/p9"), holds={f"{TITLE}/p9#p1": ("text", "x")}),
    "section twice": dict(outcome=REMARKED, damage=[('"1.2"', '"1.1"')], touched=(
        f"{TITLE}/p1#xml", f"{TITLE}/s1.1~2", f"{TITLE}/s1.2"), holds={f"{TITLE}/s1.1~2#p1": ("text", "Gamma.")},
        says="two divisions share a key.*s1.1~2"),
    "numbers that differ in their dashes": dict(
        outcome=REMARKED, damage=[('"1.1"', '"1.2-1"'), ('"1.2"', '"1.2–1"')], touched=(f"{TITLE}/p1#xml", f"{TITLE}/s1."),
        holds={f"{TITLE}/s1.2-1/a": ("text", "(a) Alpha, see § 2.1(b)."), f"{TITLE}/s1.2-1~2#p1": ("text", "Gamma.")},
        says="two divisions share a key.*s1.2-1~2"),
    "part twice": dict(outcome=REMARKED, damage=[(TAG2, P1 + TAG2)], touched=(*CHAPTER, "/us/usc/"), holds={
        f"{TITLE}/p1~2/s1.2#p1": ("text", "Gamma.")}, says="two divisions share a key.*p1~2"),
    "part twice with another text": dict(outcome=REMARKED, damage=[(TAG2, P1.replace("Gamma", "Omega") + TAG2)], touched=CHAPTER, holds={
        f"{TITLE}/s1.2#p1": ("text", "Gamma."), f"{TITLE}/p1~2/s1.2#p1": ("text", "Omega.")}, says="two divisions share a key"),
    "N of a section empty": dict(outcome=REMARKED, damage=[('"1.2"', '""')], touched=(f"{TITLE}/p1#xml", f"{TITLE}/s1.2", f"{TITLE}/p1/s"),
                                 holds={f"{TITLE}/p1/s-1-2-words#p1": ("text", "Gamma.")}, says="without an identifier: .*/p1/s-1-2-words"),
    "N of a part missing": dict(outcome=REMARKED, damage=[('<DIV5 N="2"', "<DIV5")], touched=(
        f"{TITLE}/chI#xml", f"{TITLE}/p", f"{TITLE}/s2."), holds={f"{TITLE}/p-part-2-second": ("heading", "PART 2—SECOND"), f"{TITLE}/s2.1/a": ("text", "(a) Delta.")},
        says="without an identifier: .*/p-part-2-second$"),
    "DIV10": dict(outcome=REMARKED, damage=[(S12, S12.replace("DIV8", "DIV10"))], touched=(f"{TITLE}/p1#", f"{TITLE}/s1.2"),
                  holds={f"{TITLE}/p1#p2": ("text", "Gamma.")}, says="DIV10 is no division: .*/p1$"),
    "div8": dict(outcome=REMARKED, damage=[(S12, S12.replace("DIV8", "div8"))], touched=(f"{TITLE}/p1#", f"{TITLE}/s1.2"),
                 holds={f"{TITLE}/p1#p2": ("text", "Gamma.")}, says="div8 is no division: .*/p1$"),
    "title of another number than the name": dict(outcome=REMARKED, damage=[('"98"', '"97"')], touched=("/us/",), holds={
        "/us/cfr/t97/s1.2#p1": ("text", "Gamma.")}, says="named as title 98 .* title 97"),
    "N of the title missing": dict(outcome=REMARKED, damage=[('<DIV1 N="98"', "<DIV1")], touched=(TITLE,), holds={
        f"{TITLE}/s1.2#p1": ("text", "Gamma.")}, says="does not say which title it is; its name or --title says 98"),
    "P that is not closed": p1(("Gamma.</P>", "Gamma."), says="</DIV8>; expected </P>"),
    "section that is not closed": p1(("</DIV8>\n" + TAG12, TAG12), says="</DIV5>; expected </DIV8>"),
    "section that is closed twice": p1(("</DIV8>", "</DIV8></DIV8>"), says="</DIV8>; expected </DIV5>"),
    "section closed by another tag": p1(("</DIV8>", "</DIV9>"), says="</DIV9>; expected </DIV8>"),
    "part that is not closed": p1(("</DIV5>", ""), says="a DIV5 inside a part; expected </DIV5>"),
    "quote that is not closed": p1(('"1.2" TYPE', '"1.2 TYPE'), says="'<' inside a tag"),
    "value without quotes": p1(('"1.2"', "1.2"), says="without quotes"),
    "< in a value": p1(('"1.2"', '"1.<2"'), says="'<' inside a tag"),
    "< that starts no tag": p1(("Gamma.", "Gamma < 3."), says="'<' that starts no tag"),
    "<! that is nothing": p1(("Gamma.", "<!x>"), says="'<!'"),
    "reference to no character": p1(("Gamma.", "&#x110000;"), says="a reference to no character"),
    "table that is not closed": p1(("<P>Gamma.</P>", "<TABLE><TR><TD>a<TD>b</TR></TABLE>"), says="</TR>; expected </TD>"),
    "chapter in a part": p1((TAG12, '<DIV3 N="X"><P>x</P></DIV3>' + TAG12), says='chapter "X" inside part "1"'),
    "end tag of the last part missing": dict(
        outcome=PART, damage=[("</DIV5>\n</DIV3>", "</DIV3>")], touched=(f"{TITLE}/p2", f"{TITLE}/s2."), gone=(f"{TITLE}/s2.1#xml",),
        says="</DIV3>; expected </DIV5>"),
    "HEAD in no division": dict(outcome=REST, damage=[("<DIV1 ", "<HEAD>Stray</HEAD><DIV1 ")], says="HEAD in no division"),
    "text after the title": dict(outcome=REST, damage=[("</DIV1>", "</DIV1>Stray law.")], says="text in no division"),
    "another element after the root": dict(outcome=REST, damage=SOUND + "<p>Saved.</p>", says="more than one root"),
    "end tag of the root missing": dict(outcome=REST, damage=[("</ECFR>", "")], says="a document around one DIV"),
    "title that does not parse": dict(outcome=REST, damage=[("—Trials", " < Trials")], touched=(TITLE,), holds={
        f"{TITLE}/s1.2#p1": ("text", "Gamma.")}, says="the document's frame at byte .*'<' that starts no tag"),
    "title in a chapter": dict(outcome=REST, damage=[(TAG2, '<DIV1 N="98"/>' + TAG2)], touched=(TITLE,), holds={
        f"{TITLE}/s1.2#p1": ("text", "Gamma.")}, says='title "98" inside title "98"'),
    "title of no number": dict(outcome=DOCUMENT, damage=[('<DIV1 N="98"', '<DIV1 N="XCVIII"')], touched=(TITLE, "/us/usc/"),
                               says='a document of title "XCVIII"; expected a title from 1 to 99'),
    "part in a part": dict(outcome=DOCUMENT, damage=[(TAG12, '<DIV5 N="7"><P>x</P></DIV5>' + TAG12)], touched=(TITLE, "/us/usc/"), holds={
        f"{TITLE}/p7#p1": ("text", "x")}, says="</DIV5>; expected </DIV3>"),
    "two titles": dict(outcome=DOCUMENT, damage=[("</DIV1>", '</DIV1><DIV1 N="97"/>')], touched=(TITLE,), holds={
        f"{TITLE}/s1.2#p1": ("text", "Gamma.")}, says="a second outermost DIV"),
    "chapter that is not closed": dict(outcome=DOCUMENT, damage=[("</DIV3>", "")], touched=(TITLE,), holds={
        f"{TITLE}/s1.2#p1": ("text", "Gamma.")}, says="</DIV1>; expected </DIV3>"),
}.items()]


def table():
    """The rows as in parsers/xml/README.md."""
    lines = ["| outcome | input |", "|---|---|"]
    for outcome in dict.fromkeys(row.outcome for row in ROWS):
        names = "; ".join(row.name for row in ROWS if row.outcome == outcome)
        lines.append(f"| {outcome} | {names.replace('<', '`<`')} |")
    return "\n".join(lines)
