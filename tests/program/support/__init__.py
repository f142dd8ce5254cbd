"""What the whole-program tests share: the program, a Neo4j of their own, graphs that can be compared."""

from support.case import ProgramTest, needs_corpus, start_server
from support.documents import CORPUS, SAMPLES, structure, xml
from support.graph import Graph, differences
from support.program import PROGRAM, Run, run, start

__all__ = ["CORPUS", "Graph", "PROGRAM", "ProgramTest", "Run", "SAMPLES", "differences", "needs_corpus", "run", "start",
           "start_server", "structure", "xml"]
