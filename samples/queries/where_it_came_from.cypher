// From which documents was title 99 loaded?
MATCH (d:Division)-[f:FROM_ARTIFACT]->(a:Artifact)
WHERE d.id = "/us/cfr/t99" OR d.id STARTS WITH "/us/cfr/t99/"
RETURN coalesce(d.label, d.heading) AS division, f.layer AS layer, a.as_of AS as_of, a.uri AS document
ORDER BY division, layer
