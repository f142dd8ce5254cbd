// Which sections did 81 FR 40404 amend?
MATCH (page:Resource {id: "/us/fr/81/40404"})<-[a:AMENDED_BY]-(s)
RETURN s.heading AS section, a.date AS date
ORDER BY s.id
