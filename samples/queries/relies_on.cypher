// What does § 12.1 rely on: in its own words, by its authority, by that of its part?
MATCH (s:Resource {id: "/us/cfr/t99/s12.1"})
CALL (s) {
  MATCH (s)-[:HAS_PARAGRAPH*0..]->(x)-[:CITES|AUTHORIZED_BY|INTERPRETS]->(t)
  WHERE t <> s AND NOT t.id STARTS WITH s.id + "/" AND NOT t.id STARTS WITH s.id + "#"
  RETURN "itself" AS by, x, t
  UNION
  MATCH (x:Part)-[:HAS_CHILD*1..6]->(s)
  MATCH (x)-[:AUTHORIZED_BY]->(t)
  RETURN "its part" AS by, x, t
}
RETURN by, t.citation AS relies_on, collect(DISTINCT x.citation) AS said_in, t:Stub AS not_loaded
ORDER BY by, relies_on
