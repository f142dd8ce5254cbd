// What cites § 12.5 or anything in it?
MATCH (target:Resource)
WHERE target.id STARTS WITH "/us/cfr/t99/s12.5"
  AND (target.id = "/us/cfr/t99/s12.5" OR target.id STARTS WITH "/us/cfr/t99/s12.5/")
MATCH (source)-[c:CITES]->(target)
RETURN source.id AS source, c.text AS as_written, target.id AS target
ORDER BY source, c.start, target
