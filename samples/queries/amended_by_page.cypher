// Which sections did 81 FR 40404 amend?
MATCH (s:Division)-[a:AMENDED_BY]->(:Resource {id: "/us/fr/81/40404"})
RETURN coalesce(s.label, s.heading) AS section, a.date AS date
ORDER BY s.id
