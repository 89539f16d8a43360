"""`python -m wholesale doctor`: checks every account that is configured."""

from __future__ import annotations

import argparse
import json
import sys

import wholesale


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; gives its exit status: 0, or 1 when something that is configured fails, 2 for a wrong command."""
    parser = argparse.ArgumentParser(
        prog="python -m wholesale", description="Client for the reseller APIs you buy from."
    )
    parser.add_argument("--version", action="version", version=f"wholesale {wholesale.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    doctor = commands.add_parser(
        "doctor",
        help="check every account that is configured with one harmless call",
        description="Checks every account of wholesale.toml and of the environment, each with one call that reads and changes "
        "nothing. Exit status 1 when something that is configured fails.",
    )
    doctor.add_argument("--json", action="store_true", help="print what was found as JSON")
    doctor.add_argument(
        "--config", metavar="FILE", help="the wholesale.toml to read; the first that is there unless given"
    )
    given = parser.parse_args(arguments)
    try:
        report = wholesale.doctor(config=given.config)
    except wholesale.ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(json.loads(report.to_json()), indent=2) if given.json else str(report).rstrip())
    return 0 if report.is_healthy else 1


if __name__ == "__main__":
    sys.exit(main())
