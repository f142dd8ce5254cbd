#!/usr/bin/env python3
"""Fails on what no file of the project may hold, on a module without its page, and on a tour that names what is not there.

Each run first proves on made-up lines that the rules can fail; --self-test does only that.
"""

import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SELF = pathlib.Path(__file__).resolve().relative_to(ROOT).as_posix()
TEXT = {"", ".h", ".cc", ".py", ".md", ".txt", ".cmake", ".cypher", ".sh", ".yml", ".yaml", ".toml", ".json", ".cff"}

# Documents in formats that are not ours keep their blanks.
DATA = re.compile(r"^(samples/.*\.(xml|json)|tests/(.*/)?(data|testdata|golden)/|LICENSE$)")

RULES = [
    (re.compile(r"(?<![\w./-])/(?:work|home|root)/"), "a path of one machine", None),
    (re.compile(r"(?<![\w./-])/tmp/"), "a fixed path under the folder for temporary files", re.compile(r"mktemp|mkdtemp")),
    (re.compile(r"\b(?:TODO|FIXME|XXX)\b"), "unfinished work belongs into an issue", None),
]
TEST_RULES = [
    (re.compile(r"\bGTEST_SKIP\b|\bDISABLED_\w"), "a test that does not run", None),
    (re.compile(r"\bsleep_for\b|\bsleep_until\b|\busleep\b"), "a test waits for an event, not for time", None),
]
BLANK_RULES = [
    (re.compile(r"\t"), "a tab", None),
    (re.compile(r"[ \t]+$"), "blanks at the end of the line", None),
]


def rules_for(path):
    rules = list(RULES)
    if path.startswith("tests/"):
        rules += TEST_RULES
    if not DATA.match(path):
        rules += BLANK_RULES
    return rules


def check(path, text):
    rules = rules_for(path)
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, reason, unless in rules:
            if pattern.search(line) and not (unless and unless.search(line)):
                yield f"{path}:{number}: {reason}: {line.strip()[:100]}"


def modules_without_page(files):
    """Folders such as engine/core that hold files but no README.md."""
    folders = {"/".join(f.split("/")[:2]) for f in files
               if f.split("/")[0] in ("engine", "parsers", "sinks") and f.count("/") >= 2}
    for folder in sorted(folders):
        if f"{folder}/README.md" not in files:
            yield f"{folder}/README.md:1: this page is missing"


def missing_from_tour(page, code):
    """Functions and files that the tour of engine/README.md names and that the code does not have."""
    for line in page.split("\n"):
        if not line.startswith("|"):
            continue
        for name in re.findall(r"`([A-Za-z_]+(?:::[A-Za-z_]+)*)`", line):
            if not all(re.search(rf"\b{word}\b", code) for word in name.split("::")):
                yield f"engine/README.md:1: the code has no {name}"
        for name in re.findall(r"`([a-z0-9_/]+\.(?:h|cc))`", line):
            if f"/{name}\n" not in code:
                yield f"engine/README.md:1: there is no file {name}"


def code_of(names):
    """The sources of the program, with their names."""
    sources = [n for n in names if n.split("/")[0] in ("engine", "parsers", "sinks") and n.endswith((".h", ".cc"))]
    return "".join(f"/{n}\n" + (ROOT / n).read_text(encoding="utf-8") for n in sources)


def files():
    """What git knows or would add; without git, what is here."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                          cwd=ROOT, capture_output=True)
    if done.returncode == 0 and done.stdout:
        names = sorted(set(done.stdout.decode().split("\0")) - {""})
    else:
        names = []
        for folder, below, here in os.walk(ROOT):
            below[:] = [b for b in below if b not in ("build", ".git", "__pycache__")]
            names += [(pathlib.Path(folder) / h).relative_to(ROOT).as_posix() for h in here]
    return [n for n in names if (ROOT / n).is_file()]


def self_test():
    bad = [
        ("engine/a.cc", 'Open("/home/me/x")'), ("README.md", "see /work/x"), ("scripts/a", "cd /tmp/x"),
        ("engine/a.cc", "// TODO: later"), ("tests/a_test.cc", "GTEST_SKIP();"), ("engine/a.cc", "int a;\t"),
        ("tests/a_test.cc", "TEST(A, DISABLED_B) {}"), ("tests/a_test.cc", "std::this_thread::sleep_for(1s);"),
        ("engine/a.cc", "int a; "), ("tests/data/a.xml", "FIXME"),
    ]
    good = [
        ("engine/a.cc", "int a;"), ("scripts/a", 'mktemp -d /tmp/x.XXXXXX'), ("engine/a.cc", "sleep_for(1s);"),
        ("samples/a.xml", "<P> "), ("samples/a.xml", "§ 200.8   xxx"), ("a.md", "https://x.org/home/y"),
    ]
    wrong = [f"not seen: {p}: {line}" for p, line in bad if not list(check(p, line))]
    wrong += [f"wrongly seen: {p}: {line}" for p, line in good if list(check(p, line))]
    if not list(modules_without_page(["engine/x/a.cc"])) or list(modules_without_page(["engine/x/README.md"])):
        wrong.append("modules without a page are not seen")
    row = "| send | `A::Send` (`x/a.cc`) |"
    if list(missing_from_tour(row, "/engine/x/a.cc\nclass A { void Send(); };")) or \
            len(list(missing_from_tour(row, "class A;"))) != 2:
        wrong.append("a tour of what is not there is not seen")
    return wrong


def main():
    found = [f"self-test: {w}" for w in self_test()]
    if "--self-test" not in sys.argv[1:]:
        names = files()
        found += modules_without_page(names)
        found += missing_from_tour((ROOT / "engine/README.md").read_text(encoding="utf-8"), code_of(names))
        for name in names:
            if pathlib.PurePosixPath(name).suffix not in TEXT and not DATA.match(name):
                continue
            if name == SELF:
                continue
            try:
                text = (ROOT / name).read_bytes().decode()
            except (UnicodeDecodeError, FileNotFoundError):
                continue
            found += check(name, text)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
