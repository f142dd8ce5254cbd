// What does the XML of § 12.3 look like?
MATCH (s:Division:Section {identifier: "12.3"})-[:HAS_XML]->(x:XMLData)
RETURN x.xml
