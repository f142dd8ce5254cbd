// What cites § 12.7: itself, what is in it, a range that it lies in, or what contains it?
MATCH (x:Resource {id: "/us/cfr/t99/s12.7"})
CALL (x) {
  MATCH (source)-[c:CITES]->(x)
  RETURN "itself" AS cited, source, c, x AS target
  UNION
  MATCH (x)-[:HAS_PARAGRAPH|HAS_CHILD*1..]->(below)<-[c:CITES]-(source)
  RETURN "in it" AS cited, source, c, below AS target
  UNION
  MATCH (x)<-[:WITHIN*1..]-(below)<-[c:CITES]-(source)
  RETURN "in it" AS cited, source, c, below AS target
  UNION
  MATCH (x)-[:WITHIN*0..]->()<-[:HAS_PARAGRAPH|HAS_CHILD*0..]-(above)<-[c:CITES]-(source)
  WHERE above <> x
  RETURN "what contains it" AS cited, source, c, above AS target
  UNION
  // "§§ 12.6 through 12.8" leads to both ends: what lies between follows the first and precedes the last.
  MATCH up = (x)<-[:HAS_PARAGRAPH|HAS_CHILD*0..]-(y)
  CALL (y) {
    MATCH (y)<-[:NEXT*1..]-(first) RETURN collect(first) AS before
  }
  MATCH (y)-[:NEXT*1..]->(last)<-[e:CITES {range: "end"}]-(source)-[c:CITES {range: "start"}]->(first)
  WHERE c.start = e.start AND first IN before AND NOT x.id STARTS WITH first.id + "/"
  WITH source, c, first, min(length(up)) AS levels
  RETURN CASE levels WHEN 0 THEN "a range" ELSE "a range of what contains it" END AS cited, source, c, first AS target
  UNION
  // "parts 15 through 19", "subparts A through H": by their order below what holds them.
  MATCH (x)<-[:HAS_PARAGRAPH|HAS_CHILD*0..]-(y:Division)<-[at:HAS_CHILD]-(up)
  WHERE NOT y:Section
  MATCH (up)-[f:HAS_CHILD]->(first)<-[c:CITES {range: "start"}]-(source)-[e:CITES {range: "end"}]->(last)<-[l:HAS_CHILD]-(up)
  WHERE e.start = c.start AND f.order < at.order < l.order
  RETURN CASE WHEN y = x THEN "a range" ELSE "a range of what contains it" END AS cited, source, c, first AS target
}
RETURN cited, source.citation AS source, c.text AS as_written, target.citation AS target
ORDER BY cited, source, c.start, target
