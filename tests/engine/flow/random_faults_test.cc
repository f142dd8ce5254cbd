#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/heading_identifier.h"
#include "engine/core/keys.h"
#include "engine/deliver/orphans.h"
#include "tests/engine/deliver/rows_builder.h"
#include "tests/engine/flow/loop_fixture.h"

// Whatever the units hold, wherever batches are cut, whatever the target answers and however often the
// run is killed: the graph that results is the one of an undisturbed run.
namespace reg2graph {
namespace {

using Rows = std::shared_ptr<UnitRows>;
using Random = std::mt19937;

const std::string kT = "/us/cfr/t12";
const std::string kC = kT + "/chX";
constexpr int kParts = 3;

int Below(Random& random, int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

std::string PartId(int part) { return kT + "/p" + std::to_string(part); }
std::string SectionId(int part, int section) {
  return kT + "/s" + std::to_string(part) + "." + std::to_string(section);
}

std::string RandomTarget(Random& random) {
  switch (Below(random, 4)) {
    case 0: return "/us/usc/t15/s" + std::to_string(Below(random, 3)) + "/a";
    case 1: return "/us/fr/76/" + std::to_string(Below(random, 3));
    case 2:
      return SectionId(1 + Below(random, kParts), Below(random, 4)) + "/" +
             static_cast<char>('a' + Below(random, 3));
    default: return SectionId(1 + Below(random, kParts), Below(random, 4));
  }
}

// As each layer states them: the structure its own `reserved`, the text what its heading prints.
std::string RandomMembers(Random& random, Layer layer) {
  static constexpr const char* kHeadings[] = {"Lending", "Fees", "[Reserved]"};
  const std::string heading = std::string("\"") + kHeadings[Below(random, 3)] + "\"";
  if (layer == Layer::kText) {
    const bool reserved = IsReservedHeading(heading);
    return std::string(R"("reserved":)") + (reserved ? "true" : "false") + R"(,"heading":)" + heading;
  }
  const bool reserved = Below(random, 2) == 0;
  return std::string(R"("reserved":)") + (reserved ? "true" : "false") + R"(,"heading":)" + heading +
         R"(,"label":)" + heading;
}

Rows RandomPart(Random& random, Layer layer, int part) {
  const bool text = layer == Layer::kText;
  const auto members = [&] { return RandomMembers(random, layer); };
  RowsBuilder builder(layer);
  builder.Division(DivisionType::kPart, PartId(part), "", members());
  std::vector<std::string> parents = {PartId(part)};
  for (const std::string subpart : {"/spA", "/spB"}) {
    if (Below(random, 2) == 0) continue;
    builder.Division(DivisionType::kSubpart, PartId(part) + subpart, PartId(part), members());
    parents.push_back(PartId(part) + subpart);
  }
  std::vector<int> sections = {0, 1, 2, 3};
  std::shuffle(sections.begin(), sections.end(), random);
  sections.resize(static_cast<size_t>(Below(random, 5)));
  std::vector<std::pair<std::string, std::string>> cites;
  for (const int number : sections) {
    const std::string id = SectionId(part, number);
    builder.Section(id, parents[static_cast<size_t>(Below(random, static_cast<int>(parents.size())))],
                    members());
    if (!text) continue;
    if (Below(random, 2) == 0)
      builder.Xml(id, std::to_string(number), "<X/>" + std::to_string(Below(random, 2)));
    std::string last;
    for (const std::string paragraph : {"/a", "/b", "/c"}) {
      if (Below(random, 2) == 0) continue;
      builder.Paragraph(id + paragraph, id, std::to_string(Below(random, 3)));
      if (!last.empty()) builder.Edge(EdgeType::kNext, last, id + paragraph);
      last = id + paragraph;
      for (int i = Below(random, 4); i > 0; --i) {
        builder.Out(EdgeType::kCites, last, RandomTarget(random), R"({"start":)" + std::to_string(i) + "}");
      }
    }
  }
  if (text && Below(random, 2) == 0) builder.Out(EdgeType::kAuthorizedBy, PartId(part), "/us/usc/t15/s1");
  return builder.Build();
}

// All that a document says: parts, then the spine.
struct Document {
  UnitOrigin origin;
  std::vector<Rows> units;
};

Document RandomDocument(Random& random, Layer layer, const std::string& as_of) {
  Document document{{as_of, Coverage::kTitle, as_of + std::string(LayerName(layer))}, {}};
  std::vector<int> parts;
  for (int part = 1; part <= kParts; ++part) {
    if (Below(random, 4) > 0) parts.push_back(part);
  }
  std::shuffle(parts.begin(), parts.end(), random);
  RowsBuilder spine(layer);
  spine.Spine().Division(DivisionType::kTitle, kT).Division(DivisionType::kChapter, kC, kT);
  for (const int part : parts) {
    document.units.push_back(RandomPart(random, layer, part));
    spine.Skeleton(PartId(part), Below(random, 2) == 0 ? kT : kC);
  }
  document.units.push_back(spine.Build());
  return document;
}

class Runner {
 public:
  explicit Runner(unsigned seed) : random_(seed) {}

  // Loads documents one after the other as DocumentFlow would; false if the run was killed before the end.
  bool Load(const Document& document) {
    const std::vector<Rows> parts(document.units.begin(), document.units.end() - 1);
    const Rows& spine = document.units.back();
    return Deliver(document, parts) && Deliver(document, {spine}) && Deliver(document, OrphanRows(document));
  }

  void LoadDespiteKills(const Document& document) {
    for (int tries = 0; tries < 50; ++tries) {
      if (tries > 0) run.Restart();
      NewLimits();
      const int kill_at = Below(random_, 3) == 0 ? 1 + Below(random_, 8) : 0;
      int answered = 0;
      run.sink.on_batch = [this, kill_at, answered](const MutationBatch&) mutable {
        if (++answered == kill_at) boost::asio::post(run.io, [this] { run.loop().Stop(nullptr); });
      };
      if (Load(document)) return;
    }
    FAIL() << "it never came to its end";
  }

  void NewLimits() {
    run.options.batch_rows = static_cast<size_t>(1 + Below(random_, 12));
    run.options.batch_bytes = static_cast<size_t>(Below(random_, 2) == 0 ? 300 : 1'000'000);
    run.options.in_flight_bytes = static_cast<size_t>(Below(random_, 2) == 0 ? 1 : 1'000'000);
    run.sink.slots = 1 + Below(random_, 4);
    run.sink.max_rows = static_cast<size_t>(2 + Below(random_, 20));
  }

  void AddFaults() {
    run.sink.fault = [this](const MutationBatch& batch) -> std::optional<DeliveryOutcome> {
      switch (Below(random_, 14)) {
        case 0: return Answer(Verdict::kRetry);
        case 1: return Answer(Verdict::kReplan);
        case 2: return batch.Rows() > 1 ? std::optional(Answer(Verdict::kTooBig)) : std::nullopt;
        case 3: return batch.Rows() > 1 ? std::optional(Answer(Verdict::kRejected)) : std::nullopt;
        default: return std::nullopt;
      }
    };
    run.sink.lose_answer = [this](const MutationBatch&) { return Below(random_, 14) == 0; };
  }

  LoopFixture run;

 private:
  // What is removed after the spine.
  std::vector<Rows> OrphanRows(const Document& document) {
    const Layer layer = document.units.back()->layer;
    std::vector<Rows> gone;
    for (const Orphan& orphan : Orphans(run.sink.graph.Title(12), 12, layer))
      gone.push_back(NothingOf(layer, orphan.key));
    return gone;
  }

  bool Deliver(const Document& document, const std::vector<Rows>& units) {
    const TitleState title = run.sink.graph.Title(12);
    std::vector<std::shared_ptr<LoopFixture::Sent>> all;
    run.loop().HoldLinks();
    for (const Rows& rows : units) {
      const UnitDecision decision = Decide(*rows, document.origin, &title);
      if (decision == UnitDecision::kUnchanged || decision == UnitDecision::kOlder) continue;
      all.push_back(run.Send(rows, document.origin));
    }
    run.Drive();
    run.loop().ReleaseLinks();
    run.Drive();
    EXPECT_TRUE(run.fatal.ok()) << run.fatal;
    return std::all_of(all.begin(), all.end(), [](const auto& sent) {
      EXPECT_TRUE(sent->end.has_value());
      return sent->end == JobEnd::kWritten || sent->end == JobEnd::kRejected;
    });
  }

  Random random_;
};

class RandomFaultsTest : public testing::TestWithParam<unsigned> {};

TEST_P(RandomFaultsTest, EndInTheGraphOfAnUndisturbedRun) {
  Random random(GetParam());
  const Document old_text = RandomDocument(random, Layer::kText, "2025-01-15");
  const Document structure =
      RandomDocument(random, Layer::kStructure, Below(random, 2) == 0 ? "2025-01-20" : "2025-03-01");
  const Document text = RandomDocument(random, Layer::kText, "2025-02-15");

  Runner clean(0);
  for (const Document* document : {&structure, &text}) ASSERT_TRUE(clean.Load(*document));
  clean.run.sink.graph.Sweep();

  Runner rough(GetParam() + 1);
  rough.AddFaults();
  std::vector<const Document*> order = {&old_text, &structure, &text};
  if (Below(random, 2) == 0) std::swap(order[1], order[2]);
  if (Below(random, 2) == 0) order.push_back(order[2]);
  for (const Document* document : order) rough.LoadDespiteKills(*document);
  rough.run.sink.graph.Sweep();

  EXPECT_EQ(DifferenceOf(rough.run.sink.graph.Dump(), clean.run.sink.graph.Dump()),
            std::vector<std::string>());
  EXPECT_EQ(rough.run.dead.count(), 0);
  // With nobody else there, no plan is refused but for stubs that links made which could not wait.
  std::vector<std::string>& problems = rough.run.sink.problems;
  std::erase_if(problems, [](const std::string& problem) { return problem.starts_with("a stub is there"); });
  EXPECT_EQ(problems, std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomFaultsTest, testing::Range(0u, 60u));

}  // namespace
}  // namespace reg2graph
