// What does part 12 consist of, one level down, as users of the earlier loader asked it?
MATCH (a:Division)-[h:HAS_CHILD]->(b:Division)
WHERE a.identifier = "12"
RETURN b.typeId, b.label
ORDER BY h.order
