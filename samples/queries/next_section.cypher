// Which section comes after which in part 200?
MATCH (a:Section)-[:NEXT]->(b:Section)
WHERE a.id STARTS WITH "/us/cfr/t99/s200."
RETURN "after " + coalesce(a.label, a.heading) + " comes " + coalesce(b.label, b.heading) AS order
ORDER BY a.id
