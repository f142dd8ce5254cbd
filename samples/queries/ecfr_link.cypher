// Where on ecfr.gov is § 12.5(a)(1), as it is today?
MATCH (s:Section)-[:HAS_PARAGRAPH*0..]->(p:Resource {id: "/us/cfr/t99/s12.5/a/1"})
// An anchor has no "¶ 2" of what has no marker and no "[2]" of a repeated one.
WITH s, p, split(split(split(p.citation, " CFR ")[1], " ¶")[0], " [")[0] AS cited
RETURN "https://www.ecfr.gov/current/title-" + s.title + "/section-" + s.identifier +
       CASE WHEN cited = s.identifier THEN "" ELSE "#p-" + cited END AS link
