// What does part 12 of title 99 consist of, one level down?
MATCH (a:Part {identifier: "12", title: 99})-[h:HAS_CHILD]->(b:Division)
RETURN b.typeId, b.heading
ORDER BY h.order
