// If 15 U.S.C. 1604 changed, what would be touched: by authority, by citation, by an "et seq." or a range that reaches it?
WITH 1604 AS number
// Nothing says where an act ends: a hundred sections are a guess.
UNWIND range(number - 99, number) AS at
MATCH (:Resource {id: "/us/usc/t15/s" + at})<-[:WITHIN*0..]-(law)<-[r:AUTHORIZED_BY|CITES]-(x)
WHERE at = number OR r.suffix CONTAINS "et seq"
   OR (r.range = "start" AND EXISTS {
         (x)-[e:CITES {range: "end"}]->(last)
         WHERE e.start = r.start AND toInteger(substring(last.id, size("/us/usc/t15/s"))) >= number })
RETURN type(r) AS how, x.citation AS what, law.citation + coalesce(" " + r.suffix, "") + coalesce(" (" + r.text + ")", "") AS law
ORDER BY how, what, law
