// Which part is Regulation EX, and how many sections has it?
MATCH (p:Part {popular_name: "Regulation EX"})
RETURN p.citation AS part, p.heading AS heading, COUNT { (p)-[:HAS_CHILD*1..6]->(:Section) } AS sections
