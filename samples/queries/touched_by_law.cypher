// If 15 U.S.C. 1604 changed, what would be touched: by authority, by citation, by an "et seq." or a range that reaches it?
MATCH (changed:Resource {id: "/us/usc/t15/s1604"})
WITH changed, "/" + split(changed.id, "/")[1] + "/usc/" + split(changed.id, "/")[3] + "/s" AS sections
// Of § 78j the 78: laws number their sections 78a to 78pp.
WITH changed, sections, split(substring(changed.id, size(sections)), "/")[0] AS section
WITH changed, sections, [i IN range(1, size(section)) WHERE left(section, i) =~ "[0-9]+" | toInteger(left(section, i))][-1] AS number
CALL (changed, sections, number) {
  MATCH (changed)<-[:WITHIN*0..]-(law)<-[r:AUTHORIZED_BY|CITES]-(x)
  RETURN r, x, law
  UNION
  // No citation says where an act ends: a hundred numbers are a guess.
  UNWIND range(number - 99, number) AS at
  // "s78", "s78-1", "s78/a", then "s78a" to "s78z": not "s780".
  UNWIND [[sections + at, sections + at + "0"], [sections + at + ":", sections + at + "{"]] AS bounds
  MATCH (law:Stub) USING INDEX law:Stub(id)
  WHERE bounds[0] <= law.id < bounds[1]
  MATCH (law)<-[r:AUTHORIZED_BY|CITES]-(x)
  WHERE r.suffix CONTAINS "et seq" OR (r.range = "start" AND EXISTS {
    (x)-[e:CITES {range: "end"}]->(last)
    WHERE e.start = r.start AND last.id STARTS WITH sections
      AND [i IN range(1, 6) WHERE substring(last.id, size(sections), i) =~ "[0-9]+" | toInteger(substring(last.id, size(sections), i))][-1] >= number
  })
  RETURN r, x, law
}
RETURN type(r) AS how, x.citation AS what, law.citation + coalesce(" " + r.suffix, "") + coalesce(" (" + r.text + ")", "") AS law
ORDER BY how, what, law
