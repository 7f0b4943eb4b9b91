"""What is tried without a screen: a new site, sign-in, ticket, pictures, paper, exchange."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from smoke.desk import PERSON, expect
from smoke.person import HOME, PASSWORD, Person

SECOND = "seven boats under a tree"
DRAFT = {
    "channel": "walk_in",
    "facts": "电饭煲用了三天就不通电，要求退货退款。",
    "complainant": {"name": "王芳", "phone": "13800001234"},
    "amount": "399.00",
    "requests": ["refund"],
}


def no_python_of_ours(person: Person) -> str:
    """Nothing inside could run Python but the program itself."""
    found = subprocess.run(
        person.words("sh", "-c", "command -v python3 python"),
        check=False,
        capture_output=True,
    )
    expect(found.returncode != 0, "a python3 is on the PATH")
    others = [
        path
        for pattern in ("libpython*", "python3*")
        for path in person.desk.glob(f"usr/**/{pattern}")
        if "redress" not in path.parts and not path.is_dir()
    ]
    expect(not others, f"Python of the system: {others[:3]}")
    return "no python3 inside"


def no_network(person: Person) -> str:
    """The person's machine has no way out."""
    del person
    links = [line.split(":")[0].strip() for line in _lines("/proc/net/dev")[2:]]
    expect(links == ["lo"], f"there are links: {links}")
    expect(len(_lines("/proc/net/route")) <= 1, "there is a route")
    return "no network"


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="ascii").splitlines()


def version(person: Person) -> str:
    """The program starts."""
    before = os.times()
    told = person.call("--version")
    after = os.times()
    expect(told.status == 0 and told.out.startswith("redress "), told)
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return f"{told.out.strip()}, {used:.2f} s of processor"


def new_site(person: Person) -> str:
    """A branch is founded by a password file; a clerk is taken on and changes the password."""
    secret = person.write("password", PASSWORD.encode() + b"\n")
    made = person.ask(
        *("init", "--data", f"{HOME}/branch", "--kind", "branch", "--code", "SH001"),
        *(
            "--name",
            "西安路店",
            "--admin",
            "li",
            "--admin-name",
            "李晓敏",
            "--password-file",
            secret,
        ),
    )
    expect(made.get("recovery_code"), made)
    at = ("--data", f"{HOME}/branch")
    for login, name, role in (("chen", "陈静", "clerk"), ("zhang", "张伟", "manager")):
        words = (*at, "staff", "add", login, "--name", name, "--role", role)
        person.ask(*words, REDRESS_USER="li", REDRESS_NEW_PASSWORD=SECOND)
        told = (*at, "staff", "password")
        changed = {"REDRESS_PASSWORD": SECOND, "REDRESS_NEW_PASSWORD": PASSWORD}
        person.ask(*told, REDRESS_USER=login, **changed)
    return "branch SH001, clerk and manager"


def signed_out(person: Person) -> str:
    """A wrong password opens nothing."""
    told = person.call(
        *("--json", "--data", f"{HOME}/branch", "ticket", "list"),
        REDRESS_USER="chen",
        REDRESS_PASSWORD="guess",  # noqa: S106
    )
    expect(told.status == 1, told)
    return str(told.document["error"]["code"])


def ticket(person: Person) -> str:
    """A clerk registers, attaches pictures and a PDF; damaged ones are noticed."""
    at = ("--data", f"{HOME}/branch")
    made = person.ask(*at, "ticket", "new", "--json-file", "-", given=DRAFT, REDRESS_USER="chen")
    number = made["number"]
    photo = Image.effect_mandelbrot((1600, 1200), (-2.0, -1.2, 1.0, 1.2), 60).convert("RGB")
    for name, kind in (("photo.jpg", "JPEG"), ("photo.png", "PNG"), ("photo.webp", "WEBP")):
        photo.save(person.home / name, kind)
        os.chown(person.home / name, PERSON, PERSON)
        _attach(person, number, f"{HOME}/{name}")
    whole = (person.home / "photo.png").read_bytes()
    told = person.call(
        *("--json", *at, "ticket", "do", number, "attach", "--json-file", "-"),
        given={"path": person.write("cut.png", whole[: len(whole) // 3])},
        REDRESS_USER="chen",
    )
    expect(told.document["error"]["code"] == "evidence.not_a_picture", told)
    shown = person.ask(*at, "ticket", "show", number, REDRESS_USER="chen")
    expect(len(shown["evidence"]) == 3, shown["evidence"])  # noqa: PLR2004
    found = person.ask(*at, "ticket", "search", "退款", REDRESS_USER="chen")
    expect(found["total"] == 1, found)
    return f"{number}, 3 pictures kept, a damaged one refused"


def _attach(person: Person, number: str, path: str) -> None:
    person.ask(
        *("--data", f"{HOME}/branch", "ticket", "do", number, "attach", "--json-file", "-"),
        given={"path": path},
        REDRESS_USER="chen",
    )


def paper(person: Person) -> str:
    """The summary of the day is a PDF with Chinese in it and its fonts inside."""
    out = f"{HOME}/daily.pdf"
    words = ("--data", f"{HOME}/branch", "--lang", "zh_CN", "report", "daily", "--out", out)
    person.ask(*words, REDRESS_USER="zhang")
    pdf = PdfReader(person.home / "daily.pdf")
    text = "".join(page.extract_text() for page in pdf.pages)
    expect("投诉" in text, "no Chinese in the PDF")
    fonts = set()
    for page in pdf.pages:
        for one in page["/Resources"]["/Font"].values():  # type: ignore[index]
            described = one.get_object()
            described = described.get("/DescendantFonts", [described])[0].get_object()
            if "/FontDescriptor" in described:
                inside = described["/FontDescriptor"].get_object()
                expect(
                    {"/FontFile", "/FontFile2", "/FontFile3"} & set(inside), "a font is not inside"
                )
                fonts.add(str(described["/BaseFont"]).split("+")[-1])
    expect(fonts, "no embedded font")
    listed = person.ask("--data", f"{HOME}/branch", "ticket", "list", REDRESS_USER="chen")
    slip = listed["tickets"][0]["number"]
    printing = ("--data", f"{HOME}/branch", "report", "slip", slip, "--out", f"{HOME}/slip.pdf")
    person.ask(*printing, REDRESS_USER="chen")
    expect(len(PdfReader(person.home / "slip.pdf").pages) >= 1, "no slip")
    _attach(person, slip, out)  # a PDF gets a thumbnail too
    return f"daily.pdf with {len(pdf.pages)} page(s), {', '.join(sorted(fonts))}; slip.pdf"


def exchange(person: Person) -> str:
    """Headquarters is founded, the branch joins, ships, and takes the answer in."""
    branch, hq = ("--data", f"{HOME}/branch"), ("--data", f"{HOME}/hq")
    person.ask(
        *("init", *hq, "--kind", "hq", "--code", "HQ", "--name", "总部"),
        *("--admin", "wu", "--admin-name", "吴浩"),
    )
    stick, letter = f"{HOME}/stick", f"{HOME}/SH001.redress-enrolment"
    (person.home / "stick").mkdir()
    os.chown(person.home / "stick", PERSON, PERSON)
    invite = ("enrol", "invite", "--code", "SH001", "--name", "西安路店", "--out", letter)
    person.ask(*hq, *invite, REDRESS_USER="wu")
    person.ask(*branch, "enrol", "join", letter, REDRESS_USER="li")
    written = person.ask(*branch, "bundle", "export", "--to", stick, REDRESS_USER="li")["written"]
    taken = person.ask(*hq, "bundle", "import", stick, REDRESS_USER="wu")["bundles"]
    expect([one["verdict"] for one in taken] == ["taken_in"], taken)
    seen = person.ask(*hq, "ticket", "list", REDRESS_USER="wu")
    expect(seen["total"] == 1, seen)
    person.ask(*hq, "bundle", "export", "--to", stick, REDRESS_USER="wu")
    back = person.ask(*branch, "bundle", "import", stick, REDRESS_USER="li")["bundles"]
    expect("taken_in" in [one["verdict"] for one in back], back)
    return f"{written} taken in, receipt back"


def safety(person: Person) -> str:
    """Both sites verify; a backup is made and comes back."""
    for site, who in (("branch", "li"), ("hq", "wu")):
        person.ask("--data", f"{HOME}/{site}", "verify", REDRESS_USER=who)
    at = ("--data", f"{HOME}/branch")
    made = person.ask(*at, "backup", "--to", f"{HOME}/backups", REDRESS_USER="li")
    expect(list((person.home / "backups").iterdir()), made)
    return "branch and headquarters verified, backup made"


def demo(person: Person) -> str:
    """The whole story is played, its windows and pages made without a screen."""
    played = person.ask("--lang", "zh_CN", "demo", "--headless", "--out", f"{HOME}/demo")
    expect(all(played["clean"].values()), played["clean"])
    expect(played["papers"] and played["bundles"] and played["screenshots"], played)
    counts = [len(played[kind]) for kind in ("papers", "bundles", "screenshots")]
    return "{} papers, {} bundles, {} pictures".format(*counts)


ALL = (
    no_python_of_ours,
    no_network,
    version,
    new_site,
    signed_out,
    ticket,
    paper,
    exchange,
    safety,
    demo,
)
