// What does the XML of § 12.3 look like?
MATCH (s:Section {identifier: "12.3"})-[:HAS_XML]->(x)
RETURN x.xml
