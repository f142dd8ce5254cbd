// If 15 U.S.C. 1601 changed, what would be touched: by authority and by citation?
MATCH (law:Resource)
WHERE law.id STARTS WITH "/us/usc/t15/s1601"
  AND (law.id = "/us/usc/t15/s1601" OR law.id STARTS WITH "/us/usc/t15/s1601/")
MATCH (x)-[r:AUTHORIZED_BY|CITES]->(law)
RETURN type(r) AS how, x.id AS what, law.id AS law
ORDER BY how, what, law
