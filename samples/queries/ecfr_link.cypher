// Where on ecfr.gov is § 12.5(a)(1), as it is today?
MATCH (s:Section)-[:HAS_PARAGRAPH*0..]->(p:Resource {id: "/us/cfr/t99/s12.5/a/1"})
WITH s, p, split(p.citation, " CFR ")[1] AS cited
RETURN "https://www.ecfr.gov/current/title-" + s.title + "/section-" + s.identifier +
       CASE WHEN p = s THEN "" ELSE "#p-" + cited END AS link
