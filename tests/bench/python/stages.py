"""Where the time of a call goes: shares the samples of a profile out among the stages of a call.

Reads what `perf script -F comm,ip,sym` prints. A sample belongs to the stage of the innermost frame that one is known for.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter

# Tried in this order for each frame, from the innermost outwards.
STAGES = [
    ("kernel: the request is written", r"__x64_sys_(writev|sendto|sendmsg|write)\b|do_writev|ksys_write"),
    ("kernel: the answer is read", r"__x64_sys_(recvfrom|read|readv)\b|__sys_recvfrom|ksys_read"),
    (
        "kernel: waiting, and being woken",
        r"__x64_sys_(epoll_wait|epoll_pwait|futex)\b|do_epoll_wait|do_futex|schedule\b",
    ),
    ("answer to records", r"payload::|serde_json::de|lenient::|Deserialize.*::deserialize\b|raw_json::|classify::"),
    ("records to Python objects", r"into_python\b|ToPython|pyo3::instance|create_class_object|python_record"),
    ("arguments to a request", r"::prepare\b|operation::|encoder::|Encoder|Given|from_python|prepared::"),
    (
        "request to HTTP, attempts, limits",
        r"wholesale_runtime::(session|line|limiter|http_transport|connections|retry)",
    ),
    ("reqwest: URL, headers, redirects", r"\breqwest::|\burl::|tower|\bidna::"),
    ("hyper: HTTP/1.1 and the pool", r"\bhyper::|hyper_util|httparse|\bhttp::"),
    ("tokio: scheduling, timers", r"\btokio::|\bmio::"),
    ("in and out of the interpreter", r"_native::|pyo3::|trampoline|take_gil|drop_gil|PyEval_(Save|Restore)Thread"),
    ("interpreter: the program and the package", r"_PyEval|PyObject|_Py|Py[A-Z]|gc_collect|mpd_|dec_"),
]
COMPILED = [(stage, re.compile(pattern)) for stage, pattern in STAGES]


def stage_of(frames: list[str]) -> str:
    for frame in frames:
        for stage, pattern in COMPILED:
            if pattern.search(frame):
                return stage
    return "elsewhere"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--microseconds", type=float, required=True, help="CPU of a call, as side.py printed it")
    given = parser.parse_args()
    stages: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for sample in sys.stdin.read().split("\n\n"):
        frames = [line.strip().partition(" ")[2] for line in sample.splitlines()[1:]]
        if not frames:
            continue
        stage = stage_of(frames)
        stages[stage] += 1
        if stage == "elsewhere":
            others[frames[0]] += 1
    total = sum(stages.values())
    for stage, _ in [*STAGES, ("elsewhere", "")]:
        share = stages[stage] / total
        print(f"{share * given.microseconds:7.1f} us {share:7.1%}  {stage}")
    print(f"{given.microseconds:7.1f} us          in all, {total} samples; elsewhere: {others.most_common(8)}")


if __name__ == "__main__":
    main()
