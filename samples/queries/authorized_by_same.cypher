// By which laws is part 12 authorized, and what else do they authorize?
MATCH (:Part {id: "/us/cfr/t99/p12"})-[:AUTHORIZED_BY]->(law)
OPTIONAL MATCH (other:Division)-[:AUTHORIZED_BY]->(law)
WHERE other.id <> "/us/cfr/t99/p12"
RETURN coalesce(law.citation, law.id) AS law, collect(DISTINCT trim(coalesce(other.label, other.heading))) AS also_authorizes
ORDER BY law
