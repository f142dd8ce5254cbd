// From which documents was title 99 loaded?
// Reads every FROM_ARTIFACT: there are one or two for each document.
MATCH (d)-[f:FROM_ARTIFACT]->(a)
WHERE d.title = 99
RETURN d.heading AS division, f.layer AS layer, a.as_of AS as_of, a.uri AS document
ORDER BY division, layer
