"""What may be typed: every command, its options, and the function that does it."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, NoReturn

from desktop import __version__
from desktop.commands.action_help import help_table
from desktop.commands.console import write_json
from desktop.services.step_keys import STEP_KEYS
from desktop.vocabulary import Language, Role, Severity, SiteKind

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Sequence

WRONG_USAGE = 2
_LANGUAGES = [language.value for language in Language]
_EPILOG = """\
The password comes from REDRESS_PASSWORD, --password-file or a prompt, never from an argument;
a new one from REDRESS_NEW_PASSWORD, --new-password-file or a prompt. Exit status: 0 done,
1 refused with a coded reason, 2 wrong usage. With --json there is exactly one JSON document on
standard output. Without a command the window opens.
"""


class Parser(ArgumentParser):
    """A parser whose complaints are JSON too when that was asked for."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the call, and leave with status 2."""
        if Parser.as_json:
            write_json({"error": {"code": "usage.wrong", "message": message}})
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


def parse(arguments: Sequence[str] | None) -> Any:
    """Parse what was typed; SystemExit with status 2 for wrong usage."""
    told = sys.argv[1:] if arguments is None else arguments
    Parser.as_json = "--json" in told
    return _parser().parse_args(told)


def _parser() -> Parser:
    shared = Parser(add_help=False, argument_default=SUPPRESS)
    shared.add_argument("--data", metavar="DIR", help="the site's data folder")
    shared.add_argument("--lang", choices=_LANGUAGES, help="language of sentences and paper")
    shared.add_argument("--json", action="store_true", help="one JSON document on stdout")
    signed = Parser(add_help=False, argument_default=SUPPRESS, parents=[shared])
    signed.add_argument("--user", metavar="LOGIN", help="who signs in (or REDRESS_USER)")
    signed.add_argument("--password-file", metavar="FILE", help="its first line is the password")
    top = Parser(
        prog="redress",
        description="Complaints at the service desk.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        parents=[signed],
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    top.set_defaults(run=None)
    rooms = _Rooms(top, shared, signed)
    for add in (_setup, _staff, _rules, _tickets, _papers, _exchange, _safety, _demo):
        add(rooms)
    return top


class _Rooms:
    """Adds commands; each names its function as `module:function` of `desktop.commands`."""

    def __init__(self, top: Parser, shared: Parser, signed: Parser) -> None:
        self.shared = shared
        self.signed = signed
        self._top = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)

    def group(self, name: str, about: str) -> _SubParsersAction[Any]:
        """Add a command that has commands of its own."""
        made = self._top.add_parser(name, help=about, description=about)
        return made.add_subparsers(
            title="commands", metavar="COMMAND", required=True, parser_class=Parser
        )

    def add(
        self,
        run: str,
        name: str,
        about: str,
        *,
        to: _SubParsersAction[Any] | None = None,
        alone: bool = False,
        epilog: str | None = None,
    ) -> ArgumentParser:
        """Add a command; `alone` ones ask for no person."""
        made = (to or self._top).add_parser(
            name,
            help=about,
            description=about,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            parents=[self.shared if alone else self.signed],
        )
        made.set_defaults(run=run)
        parser: ArgumentParser = made
        return parser


def _new_password(parser: ArgumentParser) -> None:
    parser.add_argument("--new-password-file", metavar="FILE", help="its first line is it")


def _temporary_password(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--new-password-file",
        metavar="FILE",
        help="its first line is the temporary password; made up and told if not said",
    )


def _setup(rooms: _Rooms) -> None:
    one = rooms.add("founding:init", "init", "make a new site; prints the recovery code once")
    one.add_argument("--kind", required=True, choices=[kind.value for kind in SiteKind])
    one.add_argument("--code", required=True, help="2 to 12 capital letters and digits")
    one.add_argument("--name", required=True, help="how people call the site")
    one.add_argument("--admin", required=True, metavar="LOGIN", help="the first administrator")
    one.add_argument("--admin-name", metavar="NAME", help="the administrator's name")
    one.add_argument("--rules", default="retail-cn", help="retail-cn, bank-cn, or a JSON file")
    one.add_argument("--zone", metavar="ZONE", help="time zone, Asia/Shanghai if not said")
    one.add_argument("--currency", default="CNY")
    one.add_argument("--phone", help="on the customer's slip")
    one.add_argument("--address", help="on the customer's slip")


def _staff(rooms: _Rooms) -> None:
    group = rooms.group("staff", "people, their roles and passwords")
    one = rooms.add("founding:staff_add", "add", "take a person on", to=group)
    one.add_argument("login")
    one.add_argument("--name", required=True)
    one.add_argument("--role", required=True, choices=[role.value for role in Role])
    _temporary_password(one)
    rooms.add("founding:staff_list", "list", "everybody who works or worked here", to=group)
    one = rooms.add("founding:staff_disable", "disable", "let a person go", to=group)
    one.add_argument("login")
    one.add_argument("--hand-to", metavar="LOGIN", help="who takes their open tickets over")
    one = rooms.add("founding:staff_password", "password", "change one's own password", to=group)
    _new_password(one)
    one = rooms.add("founding:staff_reset", "reset", "give a new temporary password", to=group)
    one.add_argument("login")
    _temporary_password(one)


def _rules(rooms: _Rooms) -> None:
    group = rooms.group("rules", "the rule pack in force, and when the branch is open")
    rooms.add("rules:show", "show", "its clocks with their sources, and its versions", to=group)
    one = rooms.add("rules:check", "check", "what is wrong with a pack", to=group, alone=True)
    one.add_argument("file", metavar="FILE")
    one = rooms.add("rules:diff", "diff", "how a pack differs from the one in force", to=group)
    one.add_argument("file", metavar="FILE")
    one = rooms.add(
        "rules:codes", "codes", "a pack with a table of codes from CSV", to=group, alone=True
    )
    one.add_argument("file", metavar="FILE")
    one.add_argument("table", metavar="TABLE", help="such as business_type, reason, channel")
    one.add_argument("csv", metavar="CSV", help="columns code, zh_CN and, if told, en and up")
    one.add_argument("--source", required=True, help="the standard, with its year")
    one.add_argument("--out", required=True, metavar="FILE")
    one = rooms.add("rules:apply", "apply", "put a pack into force from its day on", to=group)
    one.add_argument("file", metavar="FILE")
    one = rooms.add(
        "rules:hours",
        "hours",
        "when this branch is open; without a file, as the pack says",
        to=group,
    )
    _json_file(one, required=False)


def _json_file(parser: ArgumentParser, *, required: bool) -> None:
    parser.add_argument(
        "--json-file", metavar="FILE", required=required, help="JSON object; - is standard input"
    )


def _export(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--export", metavar="FILE", help="to a workbook (.xlsx) or CSV file; this is recorded"
    )
    parser.add_argument("--reveal", metavar="REASON", help="export complainants unmasked")


def _tickets(rooms: _Rooms) -> None:
    group = rooms.group("ticket", "register, list, show, search and work tickets")
    one = rooms.add("tickets:new", "new", "register a ticket", to=group)
    _json_file(one, required=True)
    one = rooms.add("tickets:show", "show", "one ticket whole", to=group)
    one.add_argument("number")
    one.add_argument("--reveal", metavar="REASON", help="show the complainant; this is recorded")
    one = rooms.add("tickets:listed", "list", "tickets, newest first", to=group)
    one.add_argument("--status", action="append", help="one or several, with commas")
    one.add_argument("--category", action="append", help="a category or the head of its key")
    one.add_argument("--severity", choices=[severity.value for severity in Severity])
    one.add_argument("--from", dest="received_from", metavar="DATE", help="received from")
    one.add_argument("--to", dest="received_to", metavar="DATE", help="received up to, inclusive")
    one.add_argument("--open", action="store_true", help="only tickets with work left")
    one.add_argument("--mine", action="store_true", help="only tickets assigned to me")
    one.add_argument("--due-first", action="store_true", help="the clock that runs out first")
    one.add_argument("--limit", type=int)
    _export(one)
    one = rooms.add("tickets:search", "search", "tickets that contain every word", to=group)
    one.add_argument("text")
    one.add_argument("--limit", type=int)
    _export(one)
    one = rooms.add("tickets:do", "do", "take one step on a ticket", to=group, epilog=help_table())
    one.add_argument("number")
    one.add_argument("action", choices=list(STEP_KEYS), metavar="ACTION")
    _json_file(one, required=False)
    one = rooms.add("tables:bring_in", "import", "register complaints from CSV or Excel")
    one.add_argument("file", metavar="FILE")
    one.add_argument("--map", required=True, help="a map that comes along, or a JSON file")
    one.add_argument("--sheet", metavar="NAME", help="of a workbook; else its first visible one")
    one.add_argument("--rejects", metavar="FILE", help="where rows go that cannot be taken")
    one.add_argument("--again", action="store_true", help="the same content a second time")
    one.add_argument("--quiet", action="store_true", help="no progress on standard error")


def _papers(rooms: _Rooms) -> None:
    group = rooms.group("report", "what is printed, as PDF")
    one = rooms.add("papers:daily", "daily", "the summary of a business day", to=group)
    one.add_argument("--date", metavar="DATE", help="the business day that runs now if not said")
    one.add_argument("--out", required=True, metavar="F.pdf")
    for name, about in (("slip", "the customer's slip"), ("handling", "the handling sheet")):
        one = rooms.add(f"papers:{name}", name, f"{about} of a ticket", to=group)
        one.add_argument("number")
        one.add_argument("--out", required=True, metavar="F.pdf")
        one.add_argument("--reprint", action="store_true", help="marked as a reprint")
    group = rooms.group("day", "the end of a business day")
    one = rooms.add("papers:review", "review", "the figures before closing", to=group)
    one.add_argument("--date", metavar="DATE")
    one = rooms.add("papers:close", "close", "close the day, print, ship and back up", to=group)
    one.add_argument("--date", metavar="DATE")
    one.add_argument("--remark")
    one.add_argument("--out", metavar="F.pdf", help="where the summary goes")


def _exchange(rooms: _Rooms) -> None:
    group = rooms.group("bundle", "what travels between branch and headquarters")
    one = rooms.add("exchange:export", "export", "write and bring what is new", to=group)
    one.add_argument("--to", required=True, metavar="URL|DIR")
    one.add_argument("--branch", metavar="CODE", help="headquarters: to this branch alone")
    one = rooms.add("exchange:bring_in", "import", "take bundles in", to=group)
    one.add_argument("source", nargs="+", metavar="FROM", help="files, folders or URLs")
    one = rooms.add("exchange:show", "show", "what a bundle says of itself", to=group, alone=True)
    one.add_argument("file", metavar="FILE")
    one = rooms.add("exchange:ship", "ship", "ship to where the schedule says", to=group)
    one.add_argument("--due", action="store_true", help="only if the schedule asks for it")
    one = rooms.add("exchange:schedule", "schedule", "show or change the schedule", to=group)
    one.add_argument("--when", choices=["off", "at_close", "every"])
    one.add_argument("--hours", type=int)
    one.add_argument("--to", metavar="URL|DIR")
    rooms.add("exchange:status", "status", "shipments, receipts, arrivals", to=group)
    group = rooms.group("enrol", "joining a branch to headquarters")
    one = rooms.add("exchange:invite", "invite", "headquarters: write an enrolment file", to=group)
    one.add_argument("--code", required=True, help="the branch's code")
    one.add_argument("--name", required=True, help="the branch's name")
    one.add_argument("--out", required=True, metavar="FILE")
    one = rooms.add("exchange:join_headquarters", "join", "branch: join by that file", to=group)
    one.add_argument("file", metavar="FILE")
    rooms.add("exchange:branches", "list", "headquarters: invited branches", to=group)


def _safety(rooms: _Rooms) -> None:
    one = rooms.add("safety:verify", "verify", "recompute chain, fold, digests and pages")
    one.add_argument("--quick", action="store_true", help="chain and pages alone")
    one = rooms.add("safety:backup", "backup", "make a backup and check it")
    one.add_argument("--to", metavar="DIR", help="the place chosen before if not said")
    one.add_argument("--keep-choice", action="store_true", help="make this the chosen place")
    one.add_argument("--check", metavar="BACKUP", help="read a backup from end to end instead")
    one = rooms.add("safety:restore", "restore", "a backup into an empty folder", alone=True)
    one.add_argument("source", metavar="BACKUP")
    one = rooms.add("safety:restore_drill", "drill", "restore a backup for a trial and prove it")
    one.add_argument("source", metavar="BACKUP")
    group = rooms.group("recover", "when a password or part of the ledger is lost")
    one = rooms.add(
        "safety:recover_password", "password", "an administrator's, by the recovery code", to=group
    )
    one.add_argument("--code-file", metavar="FILE", help="its first line is the recovery code")
    _new_password(one)
    rooms.add("safety:recover_code", "code", "make a new recovery code", to=group)
    rooms.add(
        "safety:recover_ways",
        "ways",
        "what can still be done, whatever is lost",
        to=group,
        alone=True,
    )
    one = rooms.add("safety:confirm_time", "clock", "this PC's clock is right now", to=group)
    one.add_argument("--reason", required=True)
    one = rooms.add("safety:accept_loss", "accept-loss", "work on after a restore", to=group)
    one.add_argument("--reason", required=True)
    rooms.add("safety:rebuild", "rebuild", "make tables and search from the ledger", to=group)


def _demo(rooms: _Rooms) -> None:
    one = rooms.add(
        "demo:play", "demo", "a branch, headquarters and a whole story in a folder", alone=True
    )
    one.add_argument("--out", required=True, metavar="DIR")
    one.add_argument("--headless", action="store_true", help="open no window at the end")
