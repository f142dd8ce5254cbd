// How many nodes has each label?
// Reads the whole graph: that is the question.
MATCH (n)
UNWIND labels(n) AS label
RETURN label, count(*) AS nodes
ORDER BY nodes DESC, label
