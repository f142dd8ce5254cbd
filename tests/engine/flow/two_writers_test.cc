#include <gtest/gtest.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/engine/flow/runs.h"
#include "tests/engine/ingest/temp_folder.h"

// Two processes write one title at once: however their looks and writes fall between each other's, the graph
// is that of the newest documents.
namespace reg2graph {
namespace {

// Gives one of two writers at a time the graph. Before an access the seed may have it wait until the other
// one has made some more, or has come to its end. Where the other is by then, the seed does not say: an order
// of events may not come again.
class Turns {
 public:
  explicit Turns(unsigned seed) {
    for (unsigned writer = 0; writer < 2; ++writer) writers_[writer].random.seed(2 * seed + writer);
  }

  std::shared_ptr<void> Take(int me) {
    std::unique_lock lock(mutex_);
    Writer& mine = writers_[static_cast<size_t>(me)];
    const Writer& other = writers_[static_cast<size_t>(1 - me)];
    const int until = other.accesses + Pause(mine);
    // Where both would wait, the second goes on.
    if (!other.waits) {
      mine.waits = true;
      moved_.wait(lock, [&] { return other.ended || other.accesses >= until; });
      mine.waits = false;
    }
    ++mine.accesses;
    auto held = std::make_shared<std::unique_lock<std::mutex>>(std::move(lock));
    return std::shared_ptr<void>(held.get(), [this, held](void*) {
      held->unlock();
      moved_.notify_all();
    });
  }

  void End(int me) {
    const std::lock_guard lock(mutex_);
    writers_[static_cast<size_t>(me)].ended = true;
    moved_.notify_all();
  }

 private:
  struct Writer {
    std::mt19937 random;
    int accesses = 0;
    bool waits = false, ended = false;
  };

  static int Pause(Writer& writer) {
    constexpr int kToTheEnd = 1 << 20;
    switch (writer.random() % 8) {
      case 0: return 1 + static_cast<int>(writer.random() % 4);
      case 1: return static_cast<int>(writer.random() % 40);
      case 2: return writer.random() % 4 == 0 ? kToTheEnd : 0;
      default: return 0;
    }
  }

  std::mutex mutex_;
  std::condition_variable moved_;
  std::array<Writer, 2> writers_;
};

constexpr unsigned kSeeds = 100;

// What `before` left, then both at once.
Lines GraphOfTwo(unsigned seed, const std::vector<Lines>& before, const Lines& first, const Lines& second) {
  std::mt19937 random(seed);
  Runs one;
  for (const Lines& paths : before) EXPECT_TRUE(one.Run(paths).status.ok());
  Runs two(one.sink.graph);
  Turns turns(seed);
  const auto run = [&turns](Runs& runs, int me, const Lines& paths) {
    runs.sink.turn = [&turns, me] { return turns.Take(me); };
    EXPECT_TRUE(runs.Run(paths).status.ok());
    turns.End(me);
  };
  for (Runs* runs : {&one, &two}) {
    runs->options.batch_rows = random() % 3 == 0 ? 1 + random() % 60 : 10000;
    runs->options.threads = 1 + static_cast<int>(random() % 2);
    runs->sink.slots = 1 + static_cast<int>(random() % 4);
  }
  std::thread beside([&] { run(two, 1, second); });
  run(one, 0, first);
  beside.join();
  return one.sink.graph.Dump();
}

void ExpectTheSame(const Lines& expected, const std::vector<Lines>& before, const Lines& first,
                   const Lines& second) {
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    const Lines difference = DifferenceOf(GraphOfTwo(seed, before, first, second), expected);
    ASSERT_EQ(difference, Lines()) << "seed " << seed;
  }
}

class TwoWritersTest : public testing::Test {
 protected:
  const std::string& less() const { return less_; }
  std::string section() const { return WriteSection(folder_, "2025-01-09", "As it was."); }
  std::string changed_section() const { return WriteSection(folder_, "2025-01-10", "As it is."); }
  std::string without_section() const { return WriteWithoutSection(folder_); }

 private:
  TempFolder folder_;
  const std::string less_ = WriteLess(folder_);
};

TEST_F(TwoWritersTest, APartThatTheNewerLacksGoes) {
  ExpectTheSame(GraphOf({{less()}}), {}, {kXml}, {less()});
}

TEST_F(TwoWritersTest, APartThatTheNewerLacksGoesFromUnderAStructure) {
  ExpectTheSame(GraphOf({{kJson}, {less()}}), {{kJson}}, {kXml}, {less()});
}

TEST_F(TwoWritersTest, APartThatTheNewerHasAgainStays) {
  ExpectTheSame(GraphOf({{kNewer}}), {{kXml}}, {less()}, {kNewer});
}

TEST_F(TwoWritersTest, StructureAndText) { ExpectTheSame(GraphOf({{kJson, kXml}}), {}, {kJson}, {kXml}); }

TEST_F(TwoWritersTest, TheSameTwice) {
  ExpectTheSame(GraphOf({{kJson, kXml}}), {}, {kJson, kXml}, {kJson, kXml});
}

TEST_F(TwoWritersTest, AChangeBesideThePast) {
  ExpectTheSame(GraphOf({{kXml}, {kNewer}}), {{kXml}}, {kNewer}, {kXml, kPart});
}

TEST_F(TwoWritersTest, APartAndATitleThatLacksIt) {
  ExpectTheSame(GraphOf({{less()}}), {}, {kPart}, {less()});
}

TEST_F(TwoWritersTest, ASectionAloneAndATitleThatPlacesIt) {
  ExpectTheSame(GraphOf({{kXml}}), {}, {section()}, {kXml});
  ExpectTheSame(GraphOf({{kJson, kXml}}), {{kJson}}, {section()}, {kXml});
}

TEST_F(TwoWritersTest, ASectionAloneThatChangesWhileATitlePlacesIt) {
  ExpectTheSame(GraphOf({{kXml}}), {{section()}}, {changed_section()}, {kXml});
}

TEST_F(TwoWritersTest, ASectionAloneAndATitleWhosePartLacksIt) {
  ExpectTheSame(GraphOf({{without_section()}}), {}, {section()}, {without_section()});
  ExpectTheSame(GraphOf({{without_section()}}), {{section()}}, {changed_section()}, {without_section()});
}

TEST_F(TwoWritersTest, ASectionAloneAndATitleThatLacksItsPart) {
  ExpectTheSame(GraphOf({{less()}}), {}, {section()}, {less()});
  ExpectTheSame(GraphOf({{less()}}), {{section()}}, {changed_section()}, {less()});
}

}  // namespace
}  // namespace reg2graph
