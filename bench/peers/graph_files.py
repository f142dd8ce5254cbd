"""The files of a csv: target, as rows with typed values."""

import pathlib
import re

CONVERT = {"string": str, "long": int, "boolean": lambda text: text == "true",
           "string[]": lambda text: text.split(";"), "long[]": lambda text: [int(item) for item in text.split(";")]}
CELL = re.compile(r'(?:("(?:[^"]|"")*")|([^,\n]*))(,|\n)')


class File:
    """One file: `labels` or `type`, columns, rows as dictionaries without what is missing."""

    def __init__(self, path, argument):
        self.path = path
        self.is_nodes = argument.startswith("--nodes=")
        self.name = argument.split("=")[1]
        with open(path, encoding="utf-8") as lines:
            self.columns = [cell.partition(":")[::2] for cell in next(lines).rstrip("\n").split(",")]

    @property
    def labels(self):
        return self.name.split(":")

    def rows(self):
        """An empty text is quoted, what is missing is not: the csv module cannot distinguish them."""
        with open(self.path, newline="", encoding="utf-8") as file:
            text = file.read()
        cells = []
        for quoted, bare, end in CELL.findall(text, text.index("\n") + 1):
            cells.append(quoted if quoted else bare)
            if end == "\n":
                yield self.row(cells)
                cells = []

    def row(self, cells):
        row = {}
        for (name, kind), cell in zip(self.columns, cells):
            if cell == "":
                continue
            value = cell[1:-1].replace('""', '"') if cell[0] == '"' else cell
            if kind in ("ID", "START_ID", "END_ID"):
                row[{"START_ID": "from", "END_ID": "to"}.get(kind, name)] = value
            else:
                row[name] = CONVERT[kind](value)
        return row


def read(folder):
    """Nodes first."""
    folder = pathlib.Path(folder)
    arguments = [line for line in (folder / "import.args").read_text().splitlines()
                 if re.match(r"--(nodes|relationships)=", line)]
    files = [File(folder / line.rpartition("=")[2], line) for line in arguments]
    return sorted(files, key=lambda file: not file.is_nodes)
