// Which sections did 81 FR 40404 amend?
MATCH (page:Resource {id: "/us/fr/81/40404"})<-[a:AMENDED_BY]-(s)
// A plan that Neo4j made while the graph was small might read every page.
USING INDEX SEEK page:Resource(id)
RETURN s.heading AS section, a.date AS date
ORDER BY s.id
