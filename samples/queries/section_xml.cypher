// What does the XML of § 12.3 of title 99 look like?
MATCH (s:Section {identifier: "12.3", title: 99})-[:HAS_XML]->(x)
RETURN x.xml
