// What UnitMemory counts is at least what is allocated: operator new is replaced in this program.

#include "engine/core/unit_memory.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "engine/core/format.h"
#include "engine/deliver/unit_planner.h"
#include "engine/flow/document_task.h"
#include "engine/flow/unit_work.h"
#include "parsers/annual/annual_format.h"
#include "parsers/govinfo/govinfo_format.h"
#include "parsers/json/structure_format.h"
#include "parsers/xml/ecfr_format.h"

namespace {

std::atomic<size_t> live{0};
std::atomic<size_t> most{0};

void* Take(size_t size) {
  void* const block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  const size_t now = live += malloc_usable_size(block);
  if (now > most) most = now;
  return block;
}

void GiveBack(void* block) {
  live -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(size_t size) { return Take(size); }
void* operator new[](size_t size) { return Take(size); }
void operator delete(void* block) noexcept { GiveBack(block); }
void operator delete[](void* block) noexcept { GiveBack(block); }
void operator delete(void* block, size_t) noexcept { GiveBack(block); }
void operator delete[](void* block, size_t) noexcept { GiveBack(block); }

namespace reg2graph {
namespace {

constexpr size_t kBytes = size_t{1} << 18;  // of each text
// What is there beside the unit: tables that are made once, and a worker's buffers.
constexpr size_t kBeside = size_t{2} << 20;

struct Outcome {
  absl::Status status;
  size_t counted = 0;    // at most at once
  size_t allocated = 0;  // the same, the unit's bytes and its plan included
};

// Parses, maps and plans a text as a worker does.
Outcome WorkOn(const Format& format, std::string_view text, UnitKind kind, Coverage coverage, size_t memory) {
  DocumentTask task;
  task.format = &format;
  task.facts.title = 12;
  task.facts.layer = format.name() == "ecfr-structure-json" ? Layer::kStructure : Layer::kText;
  task.facts.coverage = coverage;
  const size_t before = live;
  most = before;
  Unit unit;
  unit.kind = kind;
  unit.bytes.Append(text);
  if (kind == UnitKind::kPart) unit.ancestors = {{DivisionType::kTitle, "12"}};
  const auto rows = RowsOfUnit(unit, task, memory);
  Outcome outcome;
  outcome.status = rows.status();
  std::vector<UnitMutations> plans;
  for (size_t i = 0; rows.ok() && i < rows->size(); ++i)
    plans.push_back(PlanUnit({(*rows)[i], task.origin, (*rows)[i]->key, nullptr, nullptr}));
  outcome.counted = unit.memory.peak();
  outcome.allocated = most - before;
  return outcome;
}

std::string Repeat(std::string_view piece) {
  std::string text;
  while (text.size() < kBytes) text.append(piece);
  return text;
}

// `%` is a number that grows.
std::string Numbered(std::string_view piece) {
  std::string text;
  for (int i = 1; text.size() < kBytes; ++i) {
    for (const char c : piece) c == '%' ? text.append(std::to_string(i)) : text.append(1, c);
  }
  return text;
}

std::string Section(const std::string& content) {
  return R"(<DIV5 N="1" TYPE="PART"><HEAD>P</HEAD><DIV8 N="1.1" TYPE="SECTION"><HEAD>S</HEAD>)" + content +
         "</DIV8></DIV5>";
}

std::vector<std::string> HostileParts() {
  return {
      Section(Repeat("<P>y</P>")),
      Section(Repeat("<P>(a) y</P>")),
      Section(Repeat("<P>(a)(1)(i)(A)(1)(i) y</P>")),
      Section(Repeat("<P>The lesser of: (1) One quarter</P>")),
      Section(Repeat("<P>See 12 CFR 1.1 and 15 U.S.C. 1601(a).</P>")),
      Section("<P>" + Repeat("12 CFR 1.1, ") + "</P>"),
      Section("<P>\u00a7\u00a7 " + Repeat("1.1,") + "</P>"),
      Section("<P>" + Repeat("<E T=\"03\">x</E>") + "</P>"),
      Section("<P>" + Repeat("<I>x</I>") + "</P>"),
      Section("<P>" + Repeat("&amp;") + "</P>"),
      Section("<P>" + Repeat("\"") + "</P>"),
      Section("<P>" + Repeat("\u00a7") + "</P>"),
      Section(Repeat("<P/>")),
      Section(Repeat("<P/>x")),
      Section(Repeat("<CITA>76 FR 1, Jan. 1, 2011</CITA>")),
      Section(Repeat("<CITA>y</CITA>")),
      Section("<AUTH><P>" + Repeat("15 U.S.C. 1, ") + "</P></AUTH>"),
      Section(Repeat("<img src=\"x\"/>")),
      Section("<TABLE>" + Repeat("<TR><TD>1</TD></TR>") + "</TABLE>"),
      Section(Repeat("<EXTRACT><HD1>x</HD1><P>(a) y</P><P>(b) z</P></EXTRACT>")),
      Section("<P " + Numbered("a%=\"v\" ") + ">x</P>"),
      "<DIV5 N=\"1\" TYPE=\"PART\">" + Numbered("<DIV8 N=\"1.%\" TYPE=\"SECTION\"/>") + "</DIV5>",
      "<DIV5 N=\"1\" TYPE=\"PART\">" + Repeat("<DIV8 N=\"1.1\"/>") + "</DIV5>",
      "<DIV5 N=\"1\" TYPE=\"PART\">" + Repeat("<HED1>x</HED1>") + "</DIV5>",
      "<DIV5 N=\"1\" TYPE=\"PART\"><DIV9 N=\"Appendix A to Part 1\" TYPE=\"APPENDIX\">" +
          Numbered("<P>1.%. y</P>") + "</DIV9></DIV5>",
  };
}

// A subject group of a heading that is long, and so is its key.
std::string LongGroup(const std::string& content) {
  return "<DIV7 N=\"\" TYPE=\"SUBJGRP\"><HEAD>" + std::string(size_t{1} << 14, 'h') + "</HEAD>" + content +
         "</DIV7>";
}

std::vector<std::string> PartsOfLongKeys() {
  const auto part = [](const std::string& content) {
    return "<DIV5 N=\"1\" TYPE=\"PART\">" + content + "</DIV5>";
  };
  std::string nested, notes, sections;
  for (int i = 0; i < 13; ++i) nested = LongGroup(nested);
  for (int i = 0; i < 600; ++i) {
    notes.append("<EDNOTE><P>x</P></EDNOTE>");
    sections.append("<DIV8 N=\"1." + std::to_string(i) + "\" TYPE=\"SECTION\"/>");
  }
  return {part(nested), part(LongGroup(notes)), part(LongGroup(sections))};
}

std::string AnnualPart(const std::string& content) {
  return "<PART><HD SOURCE=\"HED\">PART 1\u2014P</HD>" + content + "</PART>";
}

std::string AnnualSection(const std::string& content) {
  return AnnualPart("<SECTION><SECTNO>\u00a7 1.1</SECTNO><SUBJECT>S</SUBJECT>" + content + "</SECTION>");
}

std::vector<std::string> HostileAnnualParts() {
  return {
      AnnualSection(Repeat("<P>y</P>")),
      AnnualSection(Repeat("<P/>")),
      AnnualSection("<P>" + Repeat("<E T=\"03\">x</E>\n ") + "</P>"),
      AnnualSection("<GPOTABLE><BOXHD>" + Numbered("<CHED H=\"%\">c</CHED>") + "</BOXHD></GPOTABLE>"),
      AnnualSection("<GPOTABLE><BOXHD>" + Numbered("<CHED H=\"&#%;\">c</CHED>") + "</BOXHD></GPOTABLE>"),
      AnnualSection("<GPOTABLE>" + Repeat("<ROW><ENT>1</ENT></ROW>") + "</GPOTABLE>"),
      AnnualSection("<GPOTABLE>" + Repeat("<TNOTE>1</TNOTE>") + "</GPOTABLE>"),
      AnnualSection(Repeat("<GPH><GID>x</GID></GPH>")),
      AnnualPart("<CONTENTS>" + Numbered("<SECTNO>1.%</SECTNO>") + "</CONTENTS>"),
      AnnualPart(Repeat("<SECTION/>")),
      AnnualPart(Numbered("<SECTION><SECTNO>1.%</SECTNO></SECTION>")),
      AnnualPart(Repeat("<SUBPART><HD SOURCE=\"HED\">Subpart A</HD></SUBPART>")),
      AnnualPart("<CONTENTS><SECTNO>1.1</SECTNO></CONTENTS><EFFDNOT>" +
                 Numbered("<SECTION><SECTNO>1.1</SECTNO></SECTION>") + "</EFFDNOT>"),
  };
}

std::vector<std::string> HostileStructures() {
  const auto title = [](const std::string& children) {
    return R"({"type":"title","identifier":"12","label":"Title 12","children":[)" + children +
           "{\"type\":\"part\"}]}";
  };
  return {
      title(Repeat("{\"type\":\"section\"},")),
      title(Numbered("{\"type\":\"part\",\"identifier\":\"%\"},")),
      title(Repeat("{\"type\":\"subject_group\",\"label\":\"x\"},")),
      title("{\"type\":\"part\",\"volumes\":[" + Repeat("1,") + "1]},"),
      title("{\"type\":\"part\",\"other\":[" + Repeat("{},") + "1]},"),
      title("{\"type\":\"part\",\"label\":\"" + Repeat("\\u00a7") + "\"},"),
  };
}

void ExpectCounted(const Format& format, const std::string& text, UnitKind kind,
                   Coverage coverage = Coverage::kTitle) {
  SCOPED_TRACE(text.substr(0, 120));
  const Outcome whole = WorkOn(format, text, kind, coverage, UnitMemory::kUnlimited);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  EXPECT_LE(whole.allocated, whole.counted + kBeside);
  // With less it is given up before more is taken.
  const size_t limit = whole.counted / 3;
  const Outcome refused = WorkOn(format, text, kind, coverage, limit);
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kResourceExhausted) << refused.status;
  EXPECT_NE(refused.status.message().find("--memory"), std::string::npos) << refused.status;
  EXPECT_LE(refused.allocated, limit + text.size() + kBeside);
  const Outcome again = WorkOn(format, text, kind, coverage, whole.counted);
  EXPECT_TRUE(again.status.ok()) << again.status;
}

TEST(UnitMemoryTest, CountsAtLeastWhatAPartTakes) {
  for (const std::string& text : HostileParts()) ExpectCounted(EcfrXmlFormat(), text, UnitKind::kPart);
}

TEST(UnitMemoryTest, CountsAtLeastWhatLongKeysTake) {
  for (const std::string& text : PartsOfLongKeys()) ExpectCounted(EcfrXmlFormat(), text, UnitKind::kPart);
}

TEST(UnitMemoryTest, CountsAtLeastWhatAPartOfAPartialDocumentTakes) {
  for (const std::string& text : HostileParts())
    ExpectCounted(EcfrXmlFormat(), text, UnitKind::kPart, Coverage::kPartial);
}

TEST(UnitMemoryTest, CountsAtLeastWhatAPartOfABulkFileTakes) {
  for (const std::string& text : HostileParts()) ExpectCounted(GovInfoXmlFormat(), text, UnitKind::kPart);
}

TEST(UnitMemoryTest, CountsAtLeastWhatAPartOfTheAnnualEditionTakes) {
  for (const std::string& text : HostileAnnualParts())
    ExpectCounted(AnnualXmlFormat(), text, UnitKind::kPart);
}

TEST(UnitMemoryTest, CountsAtLeastWhatAStructureTakes) {
  for (const std::string& text : HostileStructures())
    ExpectCounted(StructureJsonFormat(), text, UnitKind::kDocument);
}

TEST(UnitMemoryTest, CountsAtLeastWhatMixedElementsTake) {
  const char* const pieces[] = {"<P>y</P>",
                                "<P>(a) 12 CFR 1.1</P>",
                                "<NOTE><P>n</P></NOTE>",
                                "<HD1>h</HD1>",
                                "<FP>x <I>i</I> y</FP>",
                                "<CITA>76 FR 1</CITA>",
                                "<P>&lt;</P>",
                                "</DIV8><DIV8 N=\"1.2\"><HEAD>T</HEAD>",
                                "<EXTRACT><P>(1) e</P></EXTRACT>"};
  std::mt19937 random(7);
  for (int round = 0; round < 8; ++round) {
    std::string content;
    while (content.size() < kBytes / 2) content.append(pieces[random() % std::size(pieces)]);
    ExpectCounted(EcfrXmlFormat(), Section(content), UnitKind::kPart);
  }
}

TEST(UnitMemoryTest, OnceExceededItStaysSo) {
  UnitMemory memory(10);
  memory.Add(10);
  EXPECT_FALSE(memory.exceeded());
  EXPECT_EQ(memory.left(), 0u);
  memory.Add(1);
  memory.Drop(11);
  EXPECT_TRUE(memory.exceeded());
  EXPECT_EQ(memory.left(), 0u);
  EXPECT_EQ(memory.used(), 0u);
  EXPECT_EQ(memory.peak(), 11u);
  memory.Add(UnitMemory::kUnlimited);
  memory.Add(UnitMemory::kUnlimited);
  EXPECT_EQ(memory.used(), UnitMemory::kUnlimited);
}

}  // namespace
}  // namespace reg2graph
