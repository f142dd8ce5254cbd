// How many relationships has each type?
// Reads the whole graph: that is the question.
MATCH ()-[r]->()
RETURN type(r) AS type, count(*) AS relationships
ORDER BY relationships DESC, type
