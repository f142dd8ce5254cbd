#include "engine/map/document_mapper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/json_writer.h"

namespace reg2graph {
namespace {

using enum DivisionType;
using Rows = std::shared_ptr<UnitRows>;
using Ids = std::vector<std::string>;

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

const std::string kT = "/us/cfr/t12";
const std::string kP = "/us/cfr/t12/p1026";
const std::string kS1 = "/us/cfr/t12/s1026.1";

// Tells the mapper of one unit as a parser does.
class Teller {
 public:
  explicit Teller(Layer layer = Layer::kText, UnitKind kind = UnitKind::kDocument,
                  std::vector<Ancestor> ancestors = {}, int repeat = 1) {
    facts_.layer = layer;
    facts_.title = 12;
    unit_.kind = kind;
    unit_.ancestors = std::move(ancestors);
    unit_.repeat = repeat;
    mapper_.Begin(unit_, facts_);
  }
  // Of a part of a title, in chapter X.
  static Teller Part() { return Teller(Layer::kText, UnitKind::kPart, {{kTitle, "12"}, {kChapter, "X"}}); }

  Teller& Begin(DivisionType type, const std::string& identifier, const std::string& heading = "") {
    static constexpr const char* kElements[] = {"DIV1", "DIV2", "DIV3", "DIV4", "DIV5",
                                                "DIV6", "DIV7", "DIV8", "DIV9", "HED1"};
    DivisionStart start;
    start.type = type;
    start.identifier = identifier;
    start.heading = heading;
    StructureFields fields;
    if (facts_.layer == Layer::kStructure)
      start.fields = &fields;
    else
      start.element = kElements[static_cast<int>(type)];
    if (start.element.starts_with("DIV")) start.markup = Markup::kElement;
    start.levels_up = std::exchange(levels_up_, 0);
    start.extract = std::exchange(extract_, false);
    mapper_.BeginDivision(start);
    return *this;
  }
  // Of the division that begins next.
  Teller& Up(uint32_t levels) {
    levels_up_ = levels;
    return *this;
  }
  Teller& Extract() {
    extract_ = true;
    return *this;
  }
  Teller& Begin(DivisionType type, const std::string& identifier, const StructureFields& fields) {
    DivisionStart start;
    start.type = type;
    start.identifier = identifier;
    start.fields = &fields;
    mapper_.BeginDivision(start);
    return *this;
  }
  // A section that a SECTNO began.
  Teller& Loose(const std::string& identifier) {
    DivisionStart start;
    start.type = kSection;
    start.identifier = identifier;
    start.element = "SECTNO";
    start.markup = Markup::kLoose;
    mapper_.BeginDivision(start);
    return *this;
  }
  Teller& Skeleton(const std::string& identifier) {
    DivisionStart start;
    start.type = kPart;
    start.identifier = identifier;
    start.element = "DIV5";
    start.markup = Markup::kElement;
    start.skeleton = true;
    mapper_.BeginDivision(start);
    return End();
  }
  Teller& Head(const std::string& text) {
    mapper_.Heading(BlockOf("HEAD", text));
    return *this;
  }
  Teller& Note(const std::string& element, const std::string& text) {
    mapper_.Note(BlockOf(element, text));
    return *this;
  }
  Teller& P(const std::string& text, const std::string& element = "P") {
    mapper_.Block(BlockOf(element, text));
    return *this;
  }
  Teller& Source(const std::vector<std::string>& pieces) {
    const std::vector<std::string_view> views(pieces.begin(), pieces.end());
    mapper_.Source(views);
    return *this;
  }
  Teller& End() {
    mapper_.EndDivision();
    return *this;
  }
  // A section with nothing in it.
  Teller& Section(const std::string& identifier) { return Begin(kSection, identifier).End(); }
  std::vector<Rows> Finish() { return mapper_.Finish(); }
  Rows One() {
    const std::vector<Rows> all = Finish();
    EXPECT_EQ(all.size(), 1u);
    return all.at(0);
  }

 private:
  TextBlock BlockOf(const std::string& element, const std::string& text) {
    element_ = element;
    text_ = text;
    TextBlock block;
    block.element = element_;
    block.text = text_;
    return block;
  }

  DocumentFacts facts_;
  Unit unit_;
  DocumentMapper mapper_;
  std::string element_, text_;
  uint32_t levels_up_ = 0;
  bool extract_ = false;
};

Ids IdsOf(const UnitRows& rows, NodeKind kind = NodeKind::kDivision) {
  Ids ids;
  for (const NodeRow& node : rows.nodes) {
    if (KindOf(node.shape) == kind) ids.emplace_back(rows.Id(node));
  }
  return ids;
}
const NodeRow* Find(const UnitRows& rows, const std::string& id) {
  for (const NodeRow& node : rows.nodes) {
    if (rows.Id(node) == id) return &node;
  }
  return nullptr;
}
std::string Property(const UnitRows& rows, const std::string& id, const std::string& name) {
  const NodeRow* node = Find(rows, id);
  if (node == nullptr) return "(no node)";
  for (const auto& [member, value] : SplitObject(rows.Json(*node))) {
    if (member == name) return std::string(value);
  }
  return "(none)";
}
Ids EdgesOf(const UnitRows& rows, EdgeType type) {
  Ids lines;
  for (const EdgeRow& edge : rows.edges) {
    if (edge.type != type) continue;
    lines.push_back(std::string(rows.Id(rows.nodes[edge.from])) + " " +
                    std::string(rows.Id(rows.nodes[edge.to])) + std::string(edge.props));
  }
  return lines;
}
Ids OutEdgesOf(const UnitRows& rows, EdgeType type) {
  Ids lines;
  for (const OutEdgeRow& edge : rows.out_edges) {
    if (edge.type == type)
      lines.push_back(std::string(rows.Id(rows.nodes[edge.from])) + " " + std::string(edge.target) +
                      std::string(edge.props));
  }
  return lines;
}

TEST(DocumentMapperTest, KeysOfEveryTypeOfDivision) {
  Teller teller(Layer::kText, UnitKind::kSpine);
  teller.Begin(kTitle, "12")
      .Begin(kSubtitle, "B")
      .Begin(kChapter, "X")
      .Begin(kSubchapter, "A")
      .Skeleton("1026");
  teller.Begin(kSubjectGroup, "ECFR1", "Rules")
      .End()
      .Begin(kAppendix, "Appendix A to Chapter X")
      .End()
      .End()
      .End()
      .End()
      .End();
  EXPECT_EQ(IdsOf(*teller.One()),
            (Ids{kT, kT + "/stB", kT + "/chX", kT + "/chX/schA", kP, kT + "/chX/schA/sg-rules",
                 kT + "/chX/schA/a-appendix-a-to-chapter-x"}));

  Teller part = Teller::Part();
  part.Begin(kPart, "1026")
      .Begin(kSubpart, "B")
      .Begin(kSubjectGroup, "ECFR2", "More rules")
      .Section("1026.1")
      .Section("1-1")
      .End();
  part.Begin(kAppendix, "Appendix A to Subpart B of Part 1026").End().End();
  part.Begin(kAppendix, "Supplement I to Part 1026").End().Begin(kAppendix, "Appendix B to Part 1026").End();
  part.Begin(kHed, "").Head("One").End().Begin(kHed, "").Head("Two").End().End();
  EXPECT_EQ(IdsOf(*part.One()), (Ids{kP, kP + "/spB", kP + "/spB/sg-more-rules", kS1, kP + "/s1-1",
                                     kP + "/spB/aA", kP + "/supI", kP + "/aB", kP + "#hed1", kP + "#hed2"}));
}

TEST(DocumentMapperTest, APartsUnitAndTheWholeTitleGiveTheSameKeys) {
  Teller alone = Teller::Part();
  alone.Begin(kPart, "1026").Begin(kSubpart, "B").Section("1026.1").End().End();
  const Rows part = alone.One();
  Teller whole(Layer::kStructure);
  whole.Begin(kTitle, "12")
      .Begin(kChapter, "X")
      .Begin(kPart, "1026")
      .Begin(kSubpart, "B")
      .Section("1026.1")
      .End()
      .End()
      .End()
      .End();
  const std::vector<Rows> units = whole.Finish();
  ASSERT_EQ(units.size(), 2u);
  EXPECT_EQ(IdsOf(*units[0]), IdsOf(*part));
  EXPECT_EQ(units[0]->key, kP);
  EXPECT_FALSE(units[0]->spine());
  EXPECT_EQ(units[1]->key, kT);
  EXPECT_TRUE(units[1]->spine());
  EXPECT_EQ(IdsOf(*units[1]), (Ids{kT, kT + "/chX", kP}));
}

TEST(DocumentMapperTest, ASkeletonStatesNothingButItsPlace) {
  Teller teller(Layer::kText, UnitKind::kSpine);
  teller.Begin(kTitle, "12")
      .Begin(kChapter, "X")
      .Head("CHAPTER X")
      .Skeleton("1025")
      .Skeleton("1026")
      .End()
      .End();
  const Rows rows = teller.One();
  EXPECT_TRUE(rows->spine());
  const NodeRow* part = Find(*rows, kP);
  ASSERT_NE(part, nullptr);
  EXPECT_TRUE(part->skeleton);
  EXPECT_EQ(part->order, 1);
  EXPECT_EQ(Property(*rows, kP, "text_parent"), "\"" + kT + "/chX\"");
  EXPECT_EQ(Property(*rows, kP, "text_order"), "1");
  EXPECT_EQ(Property(*rows, kP, "identifier"), "\"1026\"");
  // In case that the part itself is rejected: no division is without them.
  EXPECT_EQ(Property(*rows, kP, "heading"), "\"Part 1026\"");
  EXPECT_EQ(Property(*rows, kP, "reserved"), "false");
  EXPECT_FALSE(Find(*rows, kT + "/chX")->skeleton);
}

TEST(DocumentMapperTest, WhatStandsInASkeletonIsAnotherUnits) {
  Teller teller(Layer::kText, UnitKind::kSpine);
  teller.Begin(kTitle, "12").Skeleton("1026").P("of the title").End();
  EXPECT_EQ(IdsOf(*teller.One(), NodeKind::kParagraph).size(), 1u);
}

TEST(DocumentMapperTest, ParentsAndOrders) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Section("1026.1")
      .Begin(kSubpart, "B")
      .Section("1026.2")
      .Section("1026.3")
      .End()
      .End();
  const Rows rows = teller.One();
  const auto place = [&](const std::string& id) {
    const NodeRow* node = Find(*rows, id);
    if (node->parent == NodeRow::kNone) return std::string("root");
    return std::string(rows->Id(rows->nodes[static_cast<size_t>(node->parent)])) + " " +
           std::to_string(node->order);
  };
  EXPECT_EQ(place(kP), "root");
  EXPECT_EQ(place(kS1), kP + " 0");
  EXPECT_EQ(place(kP + "/spB"), kP + " 1");
  EXPECT_EQ(place(kT + "/s1026.2"), kP + "/spB 0");
  EXPECT_EQ(place(kT + "/s1026.3"), kP + "/spB 1");
  EXPECT_EQ(Property(*rows, kT + "/s1026.3", "text_order"), "1");
  EXPECT_EQ(Property(*rows, kT + "/s1026.3", "text_parent"), "\"" + kP + "/spB\"");
  EXPECT_EQ(Property(*rows, kP, "text_order"), "(none)");
}

TEST(DocumentMapperTest, WhatIsInADivisionAndNotOfIt) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Begin(kSubpart, "A").Begin(kSection, "1026.1");
  teller.Up(1)
      .Begin(kSection, "1026.2")
      .Source({"<b/>"})
      .End()
      .Up(2)
      .Begin(kSubpart, "B")
      .Source({"<c/>"})
      .End();
  teller.Source({"<a>", "", "</a>"}).End().Source({"", ""}).End().Source({"", ""}).End();
  const Rows rows = teller.One();
  EXPECT_EQ(Property(*rows, kT + "/s1026.2", "text_parent"), Quoted(kT + "/p1026/spA"));
  EXPECT_EQ(Property(*rows, kT + "/s1026.2", "text_order"), "1");
  EXPECT_EQ(Property(*rows, kT + "/p1026/spB", "text_parent"), Quoted(kT + "/p1026"));
  EXPECT_EQ(Property(*rows, kT + "/s1026.1#xml", "cut_ids"),
            "[" + Quoted(kT + "/s1026.2") + "," + Quoted(kT + "/p1026/spB") + "]");
}

TEST(DocumentMapperTest, APartThatIsNotWholeIsPartial) {
  const Rows rows = Teller::Part().Extract().Begin(kPart, "1026").Section("1026.1").End().One();
  EXPECT_EQ(rows->coverage, Coverage::kPartial);
  EXPECT_EQ(Property(*rows, kT + "/s1026.1", "text_partial_parent"), Quoted(kT + "/p1026"));
  ASSERT_EQ(rows->remarks.size(), 1u);
}

TEST(DocumentMapperTest, RepeatsAreNumberedAndTold) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Section("1026.1").Section("1026.1").Section("1026.1").End();
  const Rows rows = teller.One();
  EXPECT_EQ(IdsOf(*rows), (Ids{kP, kS1, kS1 + "~2", kS1 + "~3"}));
  const std::string told = "two divisions share a key; the second is ";
  EXPECT_EQ(rows->remarks, (Ids{told + kS1 + "~2", told + kS1 + "~3"}));
  EXPECT_EQ(Property(*rows, kS1 + "~2", "identifier"), "\"1026.1\"");
}

TEST(DocumentMapperTest, SectionsOfTwoPartsHaveKeysOfTheirOwn) {
  const std::string told = "two divisions share a key; the second is ";
  Teller structure(Layer::kStructure);
  structure.Begin(kTitle, "12").Begin(kPart, "1026").Section("1026.1").Section("1026.1").End();
  structure.Begin(kPart, "2").Section("1026.1").Section("3").End().End();
  const std::vector<Rows> units = structure.Finish();
  ASSERT_EQ(units.size(), 3u);
  EXPECT_EQ(IdsOf(*units[1]), (Ids{kT + "/p2", kS1 + "~3", kT + "/p2/s3"}));
  EXPECT_EQ(units[2]->remarks, (Ids{told + kS1 + "~2", told + kS1 + "~3"}));

  // The splitter has seen the other parts.
  DocumentMapper mapper;
  Unit unit;
  unit.kind = UnitKind::kPart;
  unit.repeated_sections = {{"1026.1", 2}};
  DocumentFacts facts;
  facts.title = 12;
  mapper.Begin(unit, facts);
  DivisionStart start;
  start.type = kPart;
  start.identifier = "2";
  start.element = "DIV5";
  start.markup = Markup::kElement;
  mapper.BeginDivision(start);
  start.type = kSection;
  start.element = "DIV8";
  start.markup = Markup::kElement;
  for (const char* identifier : {"1026.1", "3"}) {
    start.identifier = identifier;
    mapper.BeginDivision(start);
    mapper.EndDivision();
  }
  mapper.EndDivision();
  EXPECT_EQ(IdsOf(*mapper.Finish().at(0)), IdsOf(*units[1]));
}

TEST(DocumentMapperTest, WhatIsOddIsTold) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Section(" ").Begin(kSubjectGroup, "").End();
  teller.Begin(kSubjectGroup, "", "Rules").End().End();
  const std::string told = "a division without an identifier: " + kP;
  EXPECT_EQ(teller.One()->remarks, (Ids{told + "/s-", told + "/sg-"}));
}

TEST(DocumentMapperTest, ASectionOfASectnoHasNoXmlOfItsOwn) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Loose("1026.1").Head("§ 1026.1 Scope.").P("(a) x").Section("1026.2").End();
  teller.Source({"<DIV5><SECTNO>1026.1</SECTNO>", "</DIV5>"}).End();
  const Rows rows = teller.One();
  EXPECT_EQ(rows->remarks, Ids{"SECTNO outside a section; what follows it is taken as " + kS1});
  EXPECT_EQ(Property(*rows, kS1, "heading"), "\"§ 1026.1 Scope.\"");
  EXPECT_EQ(Property(*rows, kS1, "text_parent"), "\"" + kP + "\"");
  EXPECT_NE(Find(*rows, kS1 + "/a"), nullptr);
  EXPECT_EQ(Find(*rows, kS1 + "#xml"), nullptr);
  EXPECT_EQ(Property(*rows, kP + "#xml", "cut_ids"), "[\"" + kT + "/s1026.2\"]");
}

// 300,000 of one key: each is counted, not looked for.
TEST(DocumentMapperTest, EqualKeysAreCounted) {
  constexpr int kCount = 300000;
  constexpr size_t kMore = kCount - 1 - RowWriter::kMaxRemarks;
  const std::string more = "and 299,899 more of this kind: two divisions share a key";
  ASSERT_EQ(kMore, 299899u);
  struct Case {
    Layer layer;
    DivisionType type;
    std::string identifier, key;
  };
  const Case cases[] = {{Layer::kText, kSection, "1026.1", kS1},
                        {Layer::kText, kAppendix, "Table 1", kP + "/a-table-1"},
                        {Layer::kText, kSubjectGroup, "E1", kP + "/sg-"},
                        {Layer::kStructure, kSection, "1026.1", kS1}};
  for (const Case& one : cases) {
    Teller teller(one.layer, UnitKind::kPart, {{kTitle, "12"}});
    teller.Begin(kPart, "1026");
    for (int i = 0; i < kCount; ++i) teller.Begin(one.type, one.identifier).End();
    teller.End();
    const Rows rows = teller.One();
    const Ids ids = IdsOf(*rows);
    ASSERT_EQ(ids.size(), kCount + 1u);
    EXPECT_EQ(ids[1], one.key);
    EXPECT_EQ(ids[2], one.key + "~2");
    EXPECT_EQ(ids[kCount], one.key + "~300000");
    const bool nameless = one.type == kSubjectGroup;
    ASSERT_EQ(rows->remarks.size(), (RowWriter::kMaxRemarks + 1) * (nameless ? 2 : 1));
    EXPECT_EQ(rows->remarks[0].find("two divisions share a key; the second is " + one.key + "~2"),
              nameless ? std::string::npos : 0u);
    EXPECT_EQ(std::count(rows->remarks.begin(), rows->remarks.end(), more), 1);
  }
}

TEST(DocumentMapperTest, EqualPartsAreCounted) {
  constexpr int kCount = 300000;
  Teller teller(Layer::kText, UnitKind::kSpine);
  teller.Begin(kTitle, "12");
  for (int i = 0; i < kCount; ++i) teller.Skeleton("1026");
  teller.End();
  const Rows rows = teller.One();
  EXPECT_EQ(std::string(rows->Id(rows->nodes.back())), kP + "~300000");
  EXPECT_EQ(rows->remarks.size(), RowWriter::kMaxRemarks + 1);
}

TEST(DocumentMapperTest, ARootMustSayWhichPartItIsIn) {
  const auto outcome = [](DivisionType type, const std::string& identifier, std::vector<Ancestor> ancestors) {
    DocumentMapper mapper;
    Unit unit;
    unit.ancestors = std::move(ancestors);
    DocumentFacts facts;
    facts.title = 12;
    facts.coverage = Coverage::kPart;
    mapper.Begin(unit, facts);
    DivisionStart start;
    start.type = type;
    start.identifier = identifier;
    start.heading = "Rules";
    start.element = "DIV8";
    start.markup = Markup::kElement;
    mapper.BeginDivision(start);
    mapper.EndDivision();
    if (!mapper.status().ok()) return std::string(mapper.status().message());
    return std::string(mapper.Finish().at(0)->key);
  };
  const std::vector<Ancestor> part = {{kTitle, "12"}, {kPart, "1026"}};
  const std::vector<Ancestor> subpart = {part[0], part[1], {kSubpart, "B"}};
  EXPECT_EQ(outcome(kSubpart, "A", part), kP + "/spA");
  EXPECT_EQ(outcome(kSubjectGroup, "E1", part), kP + "/sg-rules");
  EXPECT_EQ(outcome(kSubjectGroup, "E1", subpart), kP + "/spB/sg-rules");
  EXPECT_EQ(outcome(kSection, "01", part), kP + "/s01");
  EXPECT_EQ(outcome(kSection, "1026.1", part), kS1);
  EXPECT_EQ(outcome(kSection, "1026.1", {}), kS1);
  EXPECT_EQ(outcome(kAppendix, "Table 1", subpart), kP + "/spB/a-table-1");
  EXPECT_EQ(outcome(kAppendix, "Appendix A to Part 1026", {}), kP + "/aA");
  const std::pair<DivisionType, const char*> lost[] = {
      {kSubpart, "A"}, {kSubjectGroup, "E1"}, {kSection, "01"}, {kSection, ""}, {kAppendix, "Table 1"}};
  for (const auto& [type, identifier] : lost) {
    const std::string message = outcome(type, identifier, {});
    EXPECT_NE(message.find("\"" + std::string(identifier) + "\", does not say which part"), std::string::npos)
        << message;
    EXPECT_NE(message.find("ecfr:title-12/part-P"), std::string::npos) << message;
  }
}

// Its keys would be another unit's, which would delete what it does not know.
TEST(DocumentMapperTest, NoPartAndNothingAboveStandsInAPart) {
  DocumentMapper mapper;
  Unit unit;
  unit.kind = UnitKind::kPart;
  DivisionStart start;
  for (const DivisionType type : {kTitle, kChapter, kPart}) {
    mapper.Begin(unit, {});
    start.type = kPart;
    start.identifier = "1";
    mapper.BeginDivision(start);
    EXPECT_TRUE(mapper.status().ok());
    start.type = type;
    start.identifier = "2";
    mapper.BeginDivision(start);
    EXPECT_NE(mapper.status().message().find("\"2\" inside part \"1\""), std::string::npos)
        << mapper.status();
  }
  mapper.Begin(unit, {});
  EXPECT_TRUE(mapper.status().ok());
}

TEST(DocumentMapperTest, ThePartThatRepeatsHasTheSameKeyInSpineUnitAndStructure) {
  Teller second(Layer::kText, UnitKind::kPart, {{kTitle, "12"}}, 2);
  second.Begin(kPart, "1026").Section("1026.1").End();
  EXPECT_EQ(second.One()->key, kP + "~2");
  Teller spine(Layer::kText, UnitKind::kSpine);
  spine.Begin(kTitle, "12").Skeleton("1026").Skeleton("1026").End();
  EXPECT_EQ(IdsOf(*spine.One()), (Ids{kT, kP, kP + "~2"}));
  Teller structure(Layer::kStructure);
  structure.Begin(kTitle, "12").Begin(kPart, "1026").End().Begin(kPart, "1026").End().End();
  const std::vector<Rows> units = structure.Finish();
  ASSERT_EQ(units.size(), 3u);
  EXPECT_EQ(units[1]->key, kP + "~2");
}

TEST(DocumentMapperTest, FieldsOfTheStructureUnderTheirOwnNames) {
  const std::string_view volumes[] = {"1", "2"};
  StructureFields fields;
  fields.label = "§ 1026.1 \"Scope\"";
  fields.label_level = "§ 1026.1";
  fields.label_description = "";
  fields.received_on = "2017-01-01";
  fields.descendant_range = "1026.1 – 1026.9";
  fields.volumes = volumes;
  fields.has_volumes = fields.has_reserved = fields.has_generated_id = fields.has_size = true;
  fields.generated_id = true;
  fields.size = 123;
  Teller teller(Layer::kStructure);
  teller.Begin(kTitle, "12")
      .Begin(kSection, "1026.1", fields)
      .End()
      .Begin(kSection, "2", StructureFields())
      .End()
      .End();
  const Rows rows = teller.One();
  const std::string id = kT + "/s~1026.1";
  std::string json(rows->Json(*Find(*rows, id)));
  json.erase(json.find("\"citation\""), json.find("\"title\"") - json.find("\"citation\""));
  EXPECT_EQ(json,
            R"({"id":")" + id +
                R"(","title":12,"type":"section","identifier":"1026.1","reserved":false,)"
                R"("heading":"§ 1026.1 \"Scope\"","label":"§ 1026.1 \"Scope\"","label_level":"§ 1026.1",)"
                R"("label_description":"","size":123,"volumes":["1","2"],)"
                R"("received_on":"2017-01-01","descendant_range":"1026.1 – 1026.9","generated_id":true,)"
                R"("structure_parent":"/us/cfr/t12","structure_order":0})");
  EXPECT_EQ(Property(*rows, kT + "/s~2", "label"), "(none)");
  EXPECT_EQ(Property(*rows, kT + "/s~2", "reserved"), "false");
  EXPECT_EQ(Property(*rows, kT + "/s~2", "heading"), "\"§ 2\"");
  EXPECT_EQ(Property(*rows, kT + "/s~2", "volumes"), "(none)");
  EXPECT_TRUE(Property(*rows, id, "typeId").starts_with("\"section_"));
  EXPECT_EQ(rows->xml_hash, "");
}

TEST(DocumentMapperTest, RowsNameTheirPropertiesInTheOrderOfTheSchema) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Head("PART 1026")
      .Note("AUTH", "12 U.S.C. 1")
      .Begin(kSection, "1026.1")
      .Head("One")
      .P("(a) x");
  teller.Source({"<DIV8/>"}).End().Source({"<DIV5>", "</DIV5>"}).End();
  for (const Rows& rows : teller.Finish()) {
    for (const NodeRow& node : rows->nodes) {
      const auto schema = PropertiesOf(KindOf(node.shape));
      size_t at = 0;
      for (const auto& [name, value] : SplitObject(rows->Json(node))) {
        while (at < schema.size() && schema[at].name != name) ++at;
        EXPECT_LT(at, schema.size()) << name << " in " << rows->Json(node);
      }
    }
  }
}

TEST(DocumentMapperTest, TheFirstHeadIsTheHeadingAndASecondIsText) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Section("1026.1").Head("PART 1026 \"x\"").Head("PART 1026-Y").End();
  const Rows rows = teller.One();
  EXPECT_EQ(Property(*rows, kP, "heading"), R"("PART 1026 \"x\"")");
  EXPECT_EQ(Property(*rows, kP + "#p1", "text"), "\"PART 1026-Y\"");
}

TEST(DocumentMapperTest, NotesAreNumberedByTheirKind) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Note("AUTH", "a")
      .Note("SOURCE", "s")
      .Note("EDNOTE", "e1")
      .Note("EFFDNOT", "e2")
      .Note("SECAUTH", "a2");
  teller.Note("CITA", "c")
      .Note("XREF", "x")
      .Note("CROSSREF", "x2")
      .Note("APPRO", "e3")
      .Section("1026.1")
      .End();
  const Rows rows = teller.One();
  EXPECT_EQ(IdsOf(*rows, NodeKind::kNote),
            (Ids{kP + "#auth", kP + "#source", kP + "#ed", kP + "#ed2", kP + "#auth2", kP + "#cita",
                 kP + "#xref", kP + "#xref2", kP + "#ed3"}));
  EXPECT_EQ(Property(*rows, kP + "#ed2", "kind"), "\"EFFDNOT\"");
  EXPECT_EQ(Property(*rows, kP + "#ed2", "text"), "\"e2\"");
  EXPECT_EQ(Property(*rows, kP + "#ed2", "seq"), "3");
  EXPECT_EQ(Find(*rows, kP + "#ed2")->shape, Shape::kEditorial);
  EXPECT_EQ(Find(*rows, kP + "#auth2")->shape, Shape::kAuthority);
  EXPECT_EQ(EdgesOf(*rows, EdgeType::kHasNote).size(), 9u);
}

TEST(DocumentMapperTest, NotesOfEachDivisionAreCountedAnew) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Begin(kSection, "1026.1")
      .Note("CITA", "x")
      .End()
      .Begin(kSection, "1026.2")
      .Note("CITA", "y")
      .End()
      .End();
  EXPECT_EQ(IdsOf(*teller.One(), NodeKind::kNote), (Ids{kS1 + "#cita", kT + "/s1026.2#cita"}));
}

TEST(DocumentMapperTest, XmlIsKeptWithItsCutsInUtf16) {
  Teller teller = Teller::Part();
  // é is one unit of UTF-16 and two bytes, the violin two and four.
  teller.Begin(kPart, "1026").Begin(kSection, "1026.1").Source({"<DIV8>\"\n</DIV8>"}).End().Section("1026.2");
  teller.Source({"<DIV5>\xc3\xa9\xf0\x9d\x84\x9e", "\n", "</DIV5>"}).End();
  const Rows rows = teller.One();
  EXPECT_EQ(Property(*rows, kP + "#xml", "xml"), "\"<DIV5>\xc3\xa9\xf0\x9d\x84\x9e\\n</DIV5>\"");
  EXPECT_EQ(Property(*rows, kP + "#xml", "cuts"), "[9,10]");
  EXPECT_EQ(Property(*rows, kP + "#xml", "cut_ids"), "[\"" + kS1 + "\",\"" + kT + "/s1026.2\"]");
  EXPECT_EQ(Property(*rows, kP + "#xml", "elementId"), "\"1026\"");
  EXPECT_EQ(Property(*rows, kS1 + "#xml", "xml"), R"("<DIV8>\"\n</DIV8>")");
  EXPECT_EQ(Property(*rows, kS1 + "#xml", "cuts"), "(none)");
  EXPECT_EQ(Find(*rows, kP + "#xml")->shape, Shape::kDiv5);
  EXPECT_EQ(Find(*rows, kS1 + "#xml")->shape, Shape::kDiv8);
  EXPECT_EQ(EdgesOf(*rows, EdgeType::kHasXml), (Ids{kS1 + " " + kS1 + "#xml", kP + " " + kP + "#xml"}));
}

TEST(DocumentMapperTest, AHeadingThatIsADivisionIsNoCut) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Begin(kHed, "")
      .Head("x")
      .End()
      .Begin(kSection, "1026.1")
      .Source({"<DIV8/>"})
      .End();
  teller.Source({"<DIV5><HED1>x</HED1>", "</DIV5>"}).End();
  const Rows rows = teller.One();
  EXPECT_EQ(Property(*rows, kP + "#xml", "cut_ids"), "[\"" + kS1 + "\"]");
  EXPECT_EQ(Property(*rows, kP + "#hed1", "heading"), "\"x\"");
  EXPECT_EQ(Find(*rows, kP + "#hed1#xml"), nullptr);
}

TEST(DocumentMapperTest, ParagraphsHangOnTheirParentsAndFollowEachOther) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Begin(kSection, "1026.1")
      .P("Intro.")
      .P("(a) One")
      .P("(1) Two")
      .P("(b) Three")
      .End();
  teller.Begin(kSection, "1026.2").P("Alone.").End().End();
  const Rows rows = teller.One();
  EXPECT_EQ(IdsOf(*rows, NodeKind::kParagraph),
            (Ids{kS1 + "#p1", kS1 + "/a", kS1 + "/a/1", kS1 + "/b", kT + "/s1026.2#p1"}));
  EXPECT_EQ(EdgesOf(*rows, EdgeType::kHasParagraph),
            (Ids{kS1 + " " + kS1 + R"(#p1{"order":0})", kS1 + " " + kS1 + R"(/a{"order":1})",
                 kS1 + "/a " + kS1 + R"(/a/1{"order":0})", kS1 + " " + kS1 + R"(/b{"order":2})",
                 kT + "/s1026.2 " + kT + R"(/s1026.2#p1{"order":0})"}));
  EXPECT_EQ(EdgesOf(*rows, EdgeType::kNext),
            (Ids{kS1 + "#p1 " + kS1 + "/a", kS1 + "/a " + kS1 + "/a/1", kS1 + "/a/1 " + kS1 + "/b"}));
  EXPECT_EQ(Property(*rows, kS1 + "/a/1", "marker"), "\"(1)\"");
  EXPECT_EQ(Property(*rows, kS1 + "/a/1", "depth"), "2");
  EXPECT_EQ(Property(*rows, kS1 + "/a/1", "text"), "\"(1) Two\"");
}

TEST(DocumentMapperTest, NotesAndParagraphsShareOneReadingOrder) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Begin(kSection, "1026.1")
      .P("(a) x")
      .Note("EDNOTE", "n")
      .P("(b) y")
      .Note("CITA", "c")
      .End()
      .End();
  const Rows rows = teller.One();
  const std::pair<std::string, std::string> expected[] = {
      {kS1 + "/a", "0"}, {kS1 + "#ed", "1"}, {kS1 + "/b", "2"}, {kS1 + "#cita", "3"}};
  for (const auto& [id, seq] : expected) EXPECT_EQ(Property(*rows, id, "seq"), seq) << id;
}

TEST(DocumentMapperTest, CitationsLeadFromTheParagraphWithTheirPlaceInUtf16) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Begin(kSection, "1026.1")
      .P("(a) \xc3\xa9\xf0\x9d\x84\x9e see 15 U.S.C. 1601.")
      .End()
      .End();
  EXPECT_EQ(OutEdgesOf(*teller.One(), EdgeType::kCites),
            Ids{kS1 + R"(/a /us/usc/t15/s1601{"text":"15 U.S.C. 1601","start":12,"end":26})"});
}

TEST(DocumentMapperTest, RelativeCitationsAreReadWhereTheyStand) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026")
      .Begin(kSection, "1026.1")
      .P("(a) See paragraph (b) of this section.")
      .P("(b) x")
      .End()
      .End();
  const Ids cites = OutEdgesOf(*teller.One(), EdgeType::kCites);
  ASSERT_EQ(cites.size(), 1u);
  EXPECT_TRUE(cites[0].starts_with(kS1 + "/a " + kS1 + "/b{")) << cites[0];
  EXPECT_NE(cites[0].find("\"relative\":true"), std::string::npos);
}

TEST(DocumentMapperTest, ADivisionOwesItsNotesTheirTargetsOnce) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Note("AUTH", "12 U.S.C. 2601; 15 U.S.C. 1601; 12 U.S.C. 2601.");
  teller.Note("SOURCE", "76 FR 79445, Dec. 21, 2011, unless otherwise noted.");
  teller.Begin(kSection, "1026.1")
      .Note("CITA", "[76 FR 79445, Dec. 21, 2011, as amended at 82 FR 684, Jan. 4, 2017]")
      .End()
      .End();
  const Rows rows = teller.One();
  EXPECT_EQ(OutEdgesOf(*rows, EdgeType::kAuthorizedBy),
            (Ids{kP + " /us/usc/t12/s2601", kP + " /us/usc/t15/s1601"}));
  const Ids sources = OutEdgesOf(*rows, EdgeType::kSourcedFrom);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_TRUE(sources[0].starts_with(kP + " /us/fr/76/79445")) << sources[0];
  EXPECT_NE(sources[0].find("2011-12-21"), std::string::npos) << sources[0];
  EXPECT_EQ(OutEdgesOf(*rows, EdgeType::kAmendedBy).size(), 2u);
  EXPECT_GE(OutEdgesOf(*rows, EdgeType::kCites).size(), 5u);
}

// The AUTHORIZED_BY of part 1026 with sections 1 to 3, 3a and 10, for such a note.
Ids AuthorizedBy(const std::string& note) {
  Teller teller = Teller::Part();
  teller.Begin(kPart, "1026").Note("AUTH", note).Begin(kSubpart, "A");
  for (const char* section : {"1026.1", "1026.2", "1026.3", "1026.3a", "1026.10"})
    teller.Begin(kSection, section).End();
  teller.End().End();
  Ids edges;
  for (const std::string& edge : OutEdgesOf(*teller.One(), EdgeType::kAuthorizedBy)) {
    std::string shorter = edge;
    for (size_t at; (at = shorter.find(kT)) != std::string::npos;) shorter.erase(at, kT.size() + 1);
    edges.push_back(shorter);
  }
  return edges;
}

TEST(DocumentMapperTest, TheSectionThatIsAlsoIssuedIsTheSubject) {
  const std::string own = "12 U.S.C. 2601, unless otherwise noted. ";
  const std::string part = "p1026 /us/usc/t12/s2601";
  const Ids rest_15 = {part, "s1026.2 /us/usc/t15/s78b"};
  EXPECT_EQ(AuthorizedBy(own + "Section 1026.2 also issued under 15 U.S.C. 78b."), rest_15);
  EXPECT_EQ(AuthorizedBy(own + "Sec. 1026.2 is also issued pursuant to 15 U.S.C. 78b."), rest_15);
  EXPECT_EQ(AuthorizedBy(own + "§ 1026.2, also authorized under 15 U.S.C. 78b."), rest_15);
  EXPECT_EQ(AuthorizedBy(own + "Section 1026.2(b)(1) also issued under 15 U.S.C. 78b."), rest_15);
  EXPECT_EQ(AuthorizedBy(own + "Section 2 is also issued under 15 U.S.C. 78b."), rest_15);
  EXPECT_EQ(AuthorizedBy(own + "Subpart A issued under 15 U.S.C. 78b."),
            (Ids{part, "p1026/spA /us/usc/t15/s78b"}));
  // The laws of a statement reach to the next one.
  EXPECT_EQ(AuthorizedBy(
                own + "Sections 1026.1 and 1026.3A are also issued under sec. 2, 48 Stat. 74; 15 U.S.C. 78b; "
                      "Section 1026.10 also issued under 15 U.S.C. 78c"),
            (Ids{part, "s1026.1 /us/stat/48/74", "s1026.3a /us/stat/48/74", "s1026.1 /us/usc/t15/s78b",
                 "s1026.3a /us/usc/t15/s78b", "s1026.10 /us/usc/t15/s78c"}));
  // A range takes what is in it, whether or not its ends are there.
  EXPECT_EQ(AuthorizedBy(own + "Sections 1026.2 to 1026.9 issued under 15 U.S.C. 78b."),
            (Ids{part, "s1026.2 /us/usc/t15/s78b", "s1026.3 /us/usc/t15/s78b", "s1026.3a /us/usc/t15/s78b"}));
}

TEST(DocumentMapperTest, NoDivisionIsAuthorizedByWhatItHolds) {
  const Ids part = {"p1026 /us/usc/t12/s2601"};
  EXPECT_EQ(AuthorizedBy("12 U.S.C. 2601. Section 1026.99 also issued under 15 U.S.C. 78b."), part);
  EXPECT_EQ(AuthorizedBy("12 U.S.C. 2601. Subpart Z also issued under 15 U.S.C. 78b."), part);
  EXPECT_EQ(AuthorizedBy("12 U.S.C. 2601; see § 1026.2 and subpart A of this part."), part);
  EXPECT_EQ(AuthorizedBy("12 U.S.C. 2601; 12 CFR part 5."), (Ids{part[0], "p1026 p5"}));
  // These sections are the law's.
  EXPECT_EQ(AuthorizedBy("Secs. 2 and 3, 48 Stat. 74, issued under 12 U.S.C. 2601"),
            (Ids{"p1026 /us/stat/48/74", part[0]}));
}

// It is searched in pieces, which end where a row does.
TEST(DocumentMapperTest, CitationsOfATableOfMoreThanAMegabyte) {
  constexpr size_t kRows = 70'000;
  std::string table;
  for (size_t i = 0; i < kRows; ++i) table += "\u00a7 744.11\tItem no. x\n";
  table.pop_back();
  Teller teller = Teller::Part();
  teller.Begin(kPart, "744").Begin(kSection, "744.1").P(table, "TABLE").End().End();
  const Rows rows = teller.One();
  size_t cites = 0;
  for (const OutEdgeRow& edge : rows->out_edges) {
    if (edge.type != EdgeType::kCites) continue;
    ASSERT_EQ(edge.target, "/us/cfr/t12/s744.11");
    // A row has 20 characters, the line's end included.
    const std::string begin = "\"start\":" + std::to_string(20 * cites) + ",";
    ASSERT_NE(edge.props.find(begin), std::string_view::npos) << edge.props << ' ' << cites;
    ++cites;
  }
  EXPECT_EQ(cites, kRows);
}

TEST(DocumentMapperTest, AUnitThatBreaksOffLeavesNothingBehind) {
  DocumentMapper mapper;
  Unit unit;
  unit.kind = UnitKind::kPart;
  DocumentFacts facts;
  facts.title = 12;
  DivisionStart start;
  start.type = kPart;
  start.identifier = "7";
  start.element = "DIV5";
  start.markup = Markup::kElement;
  TextBlock block;
  block.element = "P";
  block.text = "(a) left over";
  for (int i = 0; i < 3; ++i) {
    mapper.Begin(unit, facts);
    mapper.BeginDivision(start);
    mapper.Block(block);
  }
  mapper.Begin(unit, facts);
  mapper.BeginDivision(start);
  mapper.EndDivision();
  const std::vector<Rows> rows = mapper.Finish();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(IdsOf(*rows[0]), Ids{kT + "/p7"});
  EXPECT_TRUE(IdsOf(*rows[0], NodeKind::kParagraph).empty());
  EXPECT_TRUE(mapper.Finish().empty());
}

// --- Hashes ---

// One part in every detail, or with one of them changed.
struct Details {
  std::string part_head = "PART 1026", identifier = "1026.1", head = "One",
              paragraph = "(a) See 15 U.S.C. 1601.", second = "(b) y";
  std::string note = "12 U.S.C. 2601", xml = "<DIV8/>", part_xml = "<DIV5>";
  bool subpart = false, swap = false, second_section = true;
  std::vector<Ancestor> ancestors = {{kTitle, "12"}, {kChapter, "X"}};
};

Rows Told(const Details& d) {
  Teller teller(Layer::kText, UnitKind::kPart, d.ancestors);
  teller.Begin(kPart, "1026").Head(d.part_head).Note("AUTH", d.note);
  if (d.subpart) teller.Begin(kSubpart, "A");
  const auto second = [&] { teller.Section("1026.2"); };
  if (d.second_section && d.swap) second();
  teller.Begin(kSection, d.identifier).Head(d.head).P(d.paragraph).P(d.second).Source({d.xml}).End();
  if (d.second_section && !d.swap) second();
  if (d.subpart) teller.Source({"<DIV6>", "", "</DIV6>"}).End();
  teller.Source({d.part_xml, "", "</DIV5>"}).End();
  return teller.One();
}

TEST(RowHashTest, EqualForEqualRows) {
  EXPECT_EQ(Told({})->hash, Told({})->hash);
  EXPECT_EQ(Told({})->xml_hash, Told({})->xml_hash);
  EXPECT_EQ(Told({})->hash.size(), 32u);
  EXPECT_NE(Told({})->hash, Told({})->xml_hash);
}

TEST(RowHashTest, AnotherSerialisationChangesTheXmlsHashAlone) {
  Details d;
  d.xml = "<DIV8></DIV8>";
  EXPECT_EQ(Told(d)->hash, Told({})->hash);
  EXPECT_NE(Told(d)->xml_hash, Told({})->xml_hash);
  d = Details();
  d.part_xml = "<DIV5 >";
  EXPECT_EQ(Told(d)->hash, Told({})->hash);
  EXPECT_NE(Told(d)->xml_hash, Told({})->xml_hash);
}

TEST(RowHashTest, EverySingleChangeOfTheLawChangesIt) {
  const std::pair<const char*, std::function<void(Details&)>> changes[] = {
      {"heading of the part", [](Details& d) { d.part_head = "PART 1027"; }},
      {"identifier", [](Details& d) { d.identifier = "1026.3"; }},
      {"heading", [](Details& d) { d.head = "Two"; }},
      {"no heading", [](Details& d) { d.head = ""; }},
      {"text", [](Details& d) { d.paragraph = "(a) See 15 U.S.C. 1602."; }},
      {"marker", [](Details& d) { d.second = "(c) y"; }},
      {"level", [](Details& d) { d.second = "(1) y"; }},
      {"a paragraph less", [](Details& d) { d.second = ""; }},
      {"note", [](Details& d) { d.note = "12 U.S.C. 2602"; }},
      {"parent", [](Details& d) { d.subpart = true; }},
      {"order", [](Details& d) { d.swap = true; }},
      {"a section less", [](Details& d) { d.second_section = false; }}};
  std::vector<std::string> hashes = {Told({})->hash};
  for (const auto& [name, change] : changes) {
    Details d;
    change(d);
    const std::string hash = Told(d)->hash;
    EXPECT_EQ(std::count(hashes.begin(), hashes.end(), hash), 0) << name;
    hashes.push_back(hash);
  }
}

TEST(RowHashTest, PrintingsOfOneLawAreEqual) {
  const auto hash = [](const char* dash, bool linked, const char* group) {
    Teller teller = Teller::Part();
    teller.Begin(kPart, "1026");
    if (linked) teller.Note("XREF", "Link to an amendment published at 89 FR 68323");
    teller.Note("AUTH", std::string("12 U.S.C. 2601") + dash + "2605").Begin(kSubjectGroup, group, "General");
    teller.Begin(kSection, "1026.1")
        .P(std::string("(a) 12 CFR 1026.3") + dash + "1026.5")
        .Source({"<DIV8/>"});
    return teller.End().Source({""}).End().Source({""}).End().One()->hash;
  };
  const std::string expected = hash("-", false, "ECFR0123456789abcde");
  EXPECT_EQ(hash("\u2013", false, "ECFR0123456789abcde"), expected);
  EXPECT_EQ(hash("\u2212", true, ""), expected);
  EXPECT_EQ(hash("-", true, "ECFRfedcba987654321"), expected);
  EXPECT_NE(hash("\u2014", false, "ECFR0123456789abcde"), expected);
}

TEST(RowHashTest, TheSpineHoldsThePlacesOfTheParts) {
  const auto spine = [](const std::vector<std::string>& in_chapter,
                        const std::vector<std::string>& in_title) {
    Teller teller(Layer::kText, UnitKind::kSpine);
    teller.Begin(kTitle, "12").Begin(kChapter, "X");
    for (const std::string& part : in_chapter) teller.Skeleton(part);
    teller.End();
    for (const std::string& part : in_title) teller.Skeleton(part);
    teller.End();
    return teller.One()->hash;
  };
  const std::string hash = spine({"1", "2"}, {});
  EXPECT_EQ(spine({"1", "2"}, {}), hash);
  EXPECT_NE(spine({"2", "1"}, {}), hash);
  EXPECT_NE(spine({"1"}, {"2"}), hash);
  EXPECT_NE(spine({"1"}, {}), hash);
}

TEST(RowHashTest, AllLayersFieldsCount) {
  StructureFields fields;
  const auto hash = [&] {
    Teller teller(Layer::kStructure);
    teller.Begin(kTitle, "12").Begin(kSection, "1", fields).End().End();
    return teller.One()->hash;
  };
  std::vector<std::string> hashes = {hash()};
  const std::string_view volume[] = {"1"};
  const std::function<void()> changes[] = {[&] { fields.label = "x"; },
                                           [&] { fields.label_level = "x"; },
                                           [&] { fields.label_description = "x"; },
                                           [&] { fields.received_on = "x"; },
                                           [&] { fields.descendant_range = "x"; },
                                           [&] { fields.has_volumes = true; },
                                           [&] { fields.volumes = volume; },
                                           [&] { fields.has_reserved = fields.reserved = true; },
                                           [&] { fields.has_generated_id = true; },
                                           [&] { fields.generated_id = true; },
                                           [&] { fields.has_size = true; },
                                           [&] { fields.size = 7; }};
  for (const auto& change : changes) {
    change();
    const std::string next = hash();
    EXPECT_EQ(std::count(hashes.begin(), hashes.end(), next), 0) << hashes.size();
    hashes.push_back(next);
  }
}

}  // namespace
}  // namespace reg2graph
