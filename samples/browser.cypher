// Part 14: its subparts, sections and paragraphs, what they cite, and the law behind them
MATCH tree = (:Part {id: "/us/cfr/t99/p14"})-[:HAS_CHILD|HAS_PARAGRAPH*0..]->(n)
OPTIONAL MATCH cited = (n)-[:CITES|AUTHORIZED_BY|SOURCED_FROM|AMENDED_BY]->()
RETURN tree, cited
