// By which laws is part 12 authorized, and what else do they authorize?
MATCH (part:Resource {id: "/us/cfr/t99/p12"})-[:AUTHORIZED_BY]->(law)
OPTIONAL MATCH (law)<-[:AUTHORIZED_BY]-(other)
WHERE other <> part
RETURN law.citation AS law, collect(DISTINCT other.citation) AS also_authorizes
ORDER BY law
