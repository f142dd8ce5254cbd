#!/usr/bin/env python3
"""Draws the points of sweep.py (JSON on standard input) as an SVG: plot.py OUT.svg"""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "reg2graph"
from matplotlib import pyplot  # noqa: E402


def main():
    points = json.load(sys.stdin)
    tuned = [p["median"] for p in points if p["axis"] == "self-tuned"]
    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7))
    for place, axis in zip(axes.flat, ("threads", "megabytes", "connections", "batch rows")):
        own = [p for p in points if p["axis"] == axis]
        place.plot([str(p["value"]) for p in own], [p["median"] for p in own], marker="o", label="median")
        place.plot([str(p["value"]) for p in own], [p["best"] for p in own], marker=".", linestyle=":", label="best")
        if own and own[0]["unit"] == "entities/s" and tuned:
            place.axhline(tuned[0], color="gray", linestyle="--", label="self-tuned")
        place.set_xlabel(axis)
        place.set_ylabel(own[0]["unit"].replace("entities", "nodes + relationships") if own else "")
        place.set_ylim(bottom=0)
        place.legend()
    figure.tight_layout()
    figure.savefig(sys.argv[1], metadata={"Date": None})


if __name__ == "__main__":
    main()
