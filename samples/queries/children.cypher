// What does part 12 consist of, one level down? (As the earlier loader's users asked it.)
MATCH (a:Division)-[h:HAS_CHILD]->(b:Division)
WHERE a.identifier = "12"
RETURN b.typeId, b.label
ORDER BY h.order
