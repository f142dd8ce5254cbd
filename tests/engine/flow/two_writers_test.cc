#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/engine/flow/runs.h"
#include "tests/engine/ingest/temp_folder.h"

// Several processes write one title at once: however their looks and writes fall between each other's, the
// graph is that of the newest documents.
namespace reg2graph {
namespace {

// Gives one of several writers at a time the graph. Before an access the seed may have it wait until the
// others have made some more, or have come to their end. Where the others are by then, the seed does not say:
// an order of events may not come again.
class Turns {
 public:
  Turns(unsigned seed, size_t writers) : writers_(writers) {
    for (unsigned i = 0; i < writers; ++i) writers_[i].random.seed(static_cast<unsigned>(writers) * seed + i);
  }

  std::shared_ptr<void> Take(size_t me) {
    std::unique_lock lock(mutex_);
    Writer& mine = writers_[me];
    const int until = AccessesOfOthers(me) + Pause(mine);
    mine.waits = true;
    // Where all would wait, the last goes on.
    moved_.wait(lock, [&] { return AccessesOfOthers(me) >= until || !IsAnyOtherAtWork(me); });
    mine.waits = false;
    ++mine.accesses;
    auto held = std::make_shared<std::unique_lock<std::mutex>>(std::move(lock));
    return std::shared_ptr<void>(held.get(), [this, held](void*) {
      held->unlock();
      moved_.notify_all();
    });
  }

  void End(size_t me) {
    const std::lock_guard lock(mutex_);
    writers_[me].ended = true;
    moved_.notify_all();
  }

 private:
  struct Writer {
    std::mt19937 random;
    int accesses = 0;
    bool waits = false, ended = false;
  };

  int AccessesOfOthers(size_t me) const {
    int accesses = 0;
    for (size_t i = 0; i < writers_.size(); ++i) accesses += i == me ? 0 : writers_[i].accesses;
    return accesses;
  }

  bool IsAnyOtherAtWork(size_t me) const {
    for (size_t i = 0; i < writers_.size(); ++i) {
      if (i != me && !writers_[i].ended && !writers_[i].waits) return true;
    }
    return false;
  }

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
  std::vector<Writer> writers_;
};

constexpr unsigned kSeeds = 100;
constexpr unsigned kSeedsOfThree = 20;  // three are in each other's way more often, and pause

// What `before` left, then one run for each of `writers`, all at once.
Lines GraphOfWriters(unsigned seed, const std::vector<Lines>& before, const std::vector<Lines>& writers) {
  std::mt19937 random(seed);
  Runs first;
  for (const Lines& paths : before) EXPECT_TRUE(first.Run(paths).status.ok());
  std::vector<std::unique_ptr<Runs>> all;
  Turns turns(seed, writers.size());
  for (size_t me = 0; me < writers.size(); ++me) {
    Runs& runs = *all.emplace_back(std::make_unique<Runs>(first.sink.graph));
    runs.options.batch_rows = random() % 3 == 0 ? 1 + random() % 60 : 10000;
    runs.options.threads = 1 + static_cast<int>(random() % 2);
    runs.sink.slots = 1 + static_cast<int>(random() % 4);
    runs.sink.turn = [&turns, me] { return turns.Take(me); };
  }
  std::vector<std::thread> threads;
  for (size_t me = 0; me < writers.size(); ++me) {
    threads.emplace_back([&, me] {
      EXPECT_TRUE(all[me]->Run(writers[me]).status.ok());
      turns.End(me);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return first.sink.graph.Dump();
}

void ExpectTheSame(const Lines& expected, const std::vector<Lines>& before,
                   const std::vector<Lines>& writers) {
  const unsigned seeds = writers.size() > 2 ? kSeedsOfThree : kSeeds;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    const Lines difference = DifferenceOf(GraphOfWriters(seed, before, writers), expected);
    ASSERT_EQ(difference, Lines()) << "seed " << seed;
  }
}

class TwoWritersTest : public testing::Test {
 protected:
  const std::string& less() const { return less_; }
  std::string section() const { return WriteSection(folder_, "2025-01-09", "As it was."); }
  std::string changed_section() const { return WriteSection(folder_, "2025-01-10", "As it is."); }
  std::string without_section() const { return WriteWithoutSection(folder_); }
  // Part 12 with a word of that day, as a document of its own.
  std::string part_of(const std::string& day) const {
    return WritePart("part-12-" + day, Marked(ReadAll(kPart), day));
  }
  // Its first section as the service wraps it in its part.
  std::string wrapped_section_of(const std::string& day) const {
    const std::string part = ReadAll(kPart);
    const size_t section = part.find("<DIV8");
    const size_t end = part.find("</DIV8>", section) + 7;
    return WritePart("section-12.1-" + day, part.substr(0, part.find("<DIV6")) +
                                                Marked(part.substr(section, end - section), day) +
                                                part.substr(part.rfind("</DIV5>")));
  }

 private:
  static std::string Marked(std::string xml, const std::string& word) {
    return xml.insert(xml.find("<P>") + 3, word + " ");
  }
  std::string WritePart(const std::string& name, const std::string& xml) const {
    return folder_.Write("title-99-" + name + ".xml", xml);
  }

  TempFolder folder_;
  const std::string less_ = WriteLess(folder_);
};

TEST_F(TwoWritersTest, APartThatTheNewerLacksGoes) {
  ExpectTheSame(GraphOf({{less()}}), {}, {{kXml}, {less()}});
}

TEST_F(TwoWritersTest, APartThatTheNewerLacksGoesFromUnderAStructure) {
  ExpectTheSame(GraphOf({{kJson}, {less()}}), {{kJson}}, {{kXml}, {less()}});
}

TEST_F(TwoWritersTest, APartThatTheNewerHasAgainStays) {
  ExpectTheSame(GraphOf({{kNewer}}), {{kXml}}, {{less()}, {kNewer}});
}

TEST_F(TwoWritersTest, StructureAndText) { ExpectTheSame(GraphOf({{kJson, kXml}}), {}, {{kJson}, {kXml}}); }

TEST_F(TwoWritersTest, TheSameTwice) {
  ExpectTheSame(GraphOf({{kJson, kXml}}), {}, {{kJson, kXml}, {kJson, kXml}});
}

TEST_F(TwoWritersTest, AChangeBesideThePast) {
  ExpectTheSame(GraphOf({{kXml}, {kNewer}}), {{kXml}}, {{kNewer}, {kXml, kPart}});
}

TEST_F(TwoWritersTest, APartAndATitleThatLacksIt) {
  ExpectTheSame(GraphOf({{less()}}), {}, {{kPart}, {less()}});
}

TEST_F(TwoWritersTest, ASectionAloneAndATitleThatPlacesIt) {
  ExpectTheSame(GraphOf({{kXml}}), {}, {{section()}, {kXml}});
  ExpectTheSame(GraphOf({{kJson, kXml}}), {{kJson}}, {{section()}, {kXml}});
}

TEST_F(TwoWritersTest, ASectionAloneThatChangesWhileATitlePlacesIt) {
  ExpectTheSame(GraphOf({{kXml}}), {{section()}}, {{changed_section()}, {kXml}});
}

TEST_F(TwoWritersTest, ASectionAloneAndATitleWhosePartLacksIt) {
  ExpectTheSame(GraphOf({{without_section()}}), {}, {{section()}, {without_section()}});
  ExpectTheSame(GraphOf({{without_section()}}), {{section()}}, {{changed_section()}, {without_section()}});
}

TEST_F(TwoWritersTest, ASectionAloneAndATitleThatLacksItsPart) {
  ExpectTheSame(GraphOf({{less()}}), {}, {{section()}, {less()}});
  ExpectTheSame(GraphOf({{less()}}), {{section()}}, {{changed_section()}, {less()}});
}

using ThreeWritersTest = TwoWritersTest;

TEST_F(ThreeWritersTest, TwoTitlesAndAPartBetweenThem) {
  const Lines part = {part_of("2025-03-01")};
  ExpectTheSame(GraphOf({{kNewer}}), {}, {{kXml}, {kNewer}, part});
  ExpectTheSame(GraphOf({{kJson}, {kNewer}}), {{kJson}}, {{kXml}, {kNewer}, part});
}

TEST_F(ThreeWritersTest, ATitleAndTwoPartsThatAreNewer) {
  const Lines older = {part_of("2025-03-01")}, newer = {part_of("2025-03-02")};
  ExpectTheSame(GraphOf({{kXml}, newer}), {}, {{kXml}, older, newer});
}

TEST_F(ThreeWritersTest, ATitleAWrappedSectionAndALoneOne) {
  const Lines wrapped = {wrapped_section_of("2025-03-01")}, alone = {section()};
  ExpectTheSame(GraphOf({{kXml}, wrapped}), {}, {{kXml}, wrapped, alone});
  ExpectTheSame(GraphOf({{kXml}, wrapped}), {{kXml}}, {{kXml}, wrapped, alone});
}

TEST_F(ThreeWritersTest, ThreeWrappedSectionsOfOnePart) {
  std::vector<Lines> writers;
  for (const char* day : {"2025-03-01", "2025-03-02", "2025-03-03"})
    writers.push_back({wrapped_section_of(day)});
  ExpectTheSame(GraphOf({{kXml}, writers[2]}), {{kXml}}, writers);
}

}  // namespace
}  // namespace reg2graph
