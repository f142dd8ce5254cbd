// The keys of real titles: the same from the text, from a structure that is derived from it, and from the
// structure that the service gives.
#ifdef REG2GRAPH_CORPUS
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/json_writer.h"
#include "engine/map/document_mapper.h"
#include "parsers/json/structure_format.h"
#include "parsers/xml/ecfr_format.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph {
namespace {

// Key: parent's key and order.
using Places = std::map<std::string, std::string>;

const std::string kCorpus = REG2GRAPH_CORPUS "/ecfr/";

struct Load {
  Places places;
  std::vector<std::string> remarks;
};

void AddPlaces(const UnitRows& rows, Load& load) {
  const std::string prefix = std::string(LayerName(rows.layer)) + "_";
  for (const NodeRow& node : rows.nodes) {
    if (KindOf(node.shape) != NodeKind::kDivision) continue;
    std::string& place = load.places[std::string(rows.Id(node))];
    for (const auto& [name, value] : SplitObject(rows.Json(node))) {
      if (name == prefix + "parent") place = Unquote(value);
      if (name == prefix + "order") place.append(" ").append(value);
    }
  }
  load.remarks.insert(load.remarks.end(), rows.remarks.begin(), rows.remarks.end());
}

Load LoadOf(const Format& format, const std::string& bytes) {
  Load load;
  SourceDocument document;
  document.head = bytes.substr(0, 64 << 10);
  const auto facts = format.Inspect(document);
  EXPECT_TRUE(facts.ok()) << facts.status();
  SplitResult split = SplitText(*format.NewSplitter({}), bytes);
  EXPECT_TRUE(split.status.ok()) << split.status;
  const auto parser = format.NewParser();
  DocumentMapper mapper;
  for (Unit& unit : split.units) {
    mapper.Begin(unit, *facts);
    EXPECT_TRUE(parser->Parse(unit, mapper).ok());
    EXPECT_TRUE(mapper.status().ok()) << mapper.status();
    for (const auto& rows : mapper.Finish()) AddPlaces(*rows, load);
  }
  return load;
}

// Writes the structure JSON that belongs to a text.
class Deriver : public DocumentVisitor {
 public:
  // `parts` are those of the skeletons, in their order.
  explicit Deriver(std::vector<std::string> parts = {}) : parts_(std::move(parts)) {}
  std::string Take() { return std::move(json_); }

  void BeginDivision(const DivisionStart& start) override {
    const bool named = start.type != DivisionType::kHed;
    open_.push_back({std::string(named ? start.identifier : ""), "", "", start.type, start.skeleton});
  }
  void Heading(const TextBlock& head) override {
    std::string& label = open_.back().label;
    if (!label.empty()) return;
    for (const char c : head.text) {
      const std::string_view escaped = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "";
      escaped.empty() ? label.push_back(c) : void(label += escaped);
    }
  }
  void Note(const TextBlock&) override {}
  void Block(const TextBlock&) override {}
  void Source(std::span<const std::string_view>) override {}
  void EndDivision() override {
    const Open open = std::move(open_.back());
    open_.pop_back();
    std::string& out = open_.empty() ? json_ : open_.back().children;
    if (!out.empty()) out += ",";
    if (open.skeleton) {
      out += parts_.at(next_part_++);
      return;
    }
    out += "{\"identifier\":";
    AppendString(out, open.identifier);
    out += ",\"type\":";
    AppendString(out, TypeName(open.type));
    out += ",\"label\":";
    AppendString(out, "<em>" + open.label + "</em>");
    out += ",\"children\":[" + open.children + "]}";
  }

 private:
  struct Open {
    std::string identifier, label, children;
    DivisionType type;
    bool skeleton;
  };
  std::vector<std::string> parts_;
  size_t next_part_ = 0;
  std::vector<Open> open_;
  std::string json_;
};

std::string StructureOf(const std::string& xml) {
  SplitResult split = SplitText(*EcfrXmlFormat().NewSplitter({}), xml);
  const auto parser = EcfrXmlFormat().NewParser();
  std::vector<std::string> parts;
  for (Unit& unit : split.units) {
    const bool spine = unit.kind == UnitKind::kSpine;
    Deriver deriver(spine ? std::exchange(parts, {}) : std::vector<std::string>());
    EXPECT_TRUE(parser->Parse(unit, deriver).ok());
    parts.push_back(deriver.Take());
  }
  return parts.back();
}

std::string Differences(const Places& found, const Places& expected) {
  std::string lines;
  for (const auto& [key, place] : expected) {
    const auto at = found.find(key);
    if (at == found.end())
      lines += "missing " + key + "\n";
    else if (at->second != place)
      lines += key + ": " + at->second + " for " + place + "\n";
  }
  for (const auto& [key, place] : found) {
    if (!expected.contains(key)) lines += "surplus " + key + "\n";
  }
  return lines.substr(0, 2000);
}

TEST(TitleKeys, AreTheSameFromTheTextAndItsStructure) {
  for (const auto& [title, count] :
       std::map<std::string, size_t>{{"15", 2000}, {"22", 3000}, {"43", 6000}, {"13", 2000}, {"17", 4000}}) {
    const std::string day = title == "17" ? "2025-08-02" : "2026-01-29";
    const std::string xml = ReadFile(kCorpus + "full/full-title-" + title + "-" + day + ".xml");
    const Load text = LoadOf(EcfrXmlFormat(), xml);
    EXPECT_GT(text.places.size(), count);
    EXPECT_EQ(Differences(LoadOf(StructureJsonFormat(), StructureOf(xml)).places, text.places), "") << title;
  }
}

// The titles of which the service's structure and text of about one day are at hand and name the same
// divisions.
TEST(TitleKeys, AreThoseOfTheServicesStructure) {
  for (const std::string title : {"01", "02", "03", "04", "06", "11", "31"}) {
    const Load text =
        LoadOf(EcfrXmlFormat(), ReadFile(kCorpus + "full/full-title-" + title + "-2025-01-29.xml"));
    const Load structure = LoadOf(StructureJsonFormat(), ReadFile(kCorpus + "structure/structure-title-" +
                                                                  title + "-current-2025-04-28.json"));
    EXPECT_EQ(Differences(text.places, structure.places), "") << title;
  }
}

TEST(TitleKeys, SectionsOfTitle43AreWhereCitationsLookForThem) {
  const Load text = LoadOf(EcfrXmlFormat(), ReadFile(kCorpus + "full/full-title-43-2026-01-29.xml"));
  size_t sections = 0;
  for (const auto& [key, place] : text.places) {
    if (key.find("/s") != std::string::npos && key.starts_with("/us/cfr/t43/p") &&
        key.find('.', key.find("/s")) != std::string::npos)
      ADD_FAILURE() << key;
    sections += key.starts_with("/us/cfr/t43/s") ? 1 : 0;
  }
  EXPECT_GT(sections, 5000u);
  EXPECT_EQ(text.places.at("/us/cfr/t43/s3175.30"), "/us/cfr/t43/p3170/sp3175 2");
}

}  // namespace
}  // namespace reg2graph
#endif  // REG2GRAPH_CORPUS
