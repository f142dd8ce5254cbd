// What does part 12 consist of, one level down?
MATCH (a:Part {identifier: "12"})-[h:HAS_CHILD]->(b:Division)
RETURN b.typeId, b.heading
ORDER BY h.order
