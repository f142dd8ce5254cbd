#ifndef REG2GRAPH_TESTS_ENGINE_FLOW_RUNS_H_
#define REG2GRAPH_TESTS_ENGINE_FLOW_RUNS_H_

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/flow/pipeline.h"
#include "engine/flow/recalling_sink.h"
#include "parsers/json/structure_format.h"
#include "parsers/xml/ecfr_format.h"
#include "tests/engine/flow/fake_sink.h"
#include "tests/engine/ingest/temp_folder.h"

namespace reg2graph {

using Lines = std::vector<std::string>;

inline const std::string kSamples = REG2GRAPH_SAMPLES;
inline const std::string kXml = kSamples + "/full-title-99-2025-01-15.xml";
inline const std::string kJson = kSamples + "/structure-title-99-2025-01-15.json";
inline const std::string kPart = kSamples + "/full-title-99-part-12-2025-01-15.xml";
inline const std::string kNewer = kSamples + "/changed/full-title-99-2025-06-30.xml";
inline const std::string kTitle = "/us/cfr/t99";

inline std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// One graph and the runs into it.
class Runs {
 public:
  Runs() : sink(*io) {}
  explicit Runs(FakeGraph& shared) : sink(*io, shared) {}
  RunResult Run(const Lines& paths) {
    // As each run is a process: what the last one left undone is gone.
    io = std::make_unique<boost::asio::io_context>(1);
    sink.Attach(*io);
    if (!recalls) return RunInto(sink, paths);
    return RunInto(*NewRecallingSink(*io, std::shared_ptr<MutationSink>(&sink, [](MutationSink*) {}), 50'000),
                   paths);
  }
  RunResult RunInto(MutationSink& target, const Lines& paths) {
    const auto sources = ListSources(paths, {"", 0, complete});
    EXPECT_TRUE(sources.ok()) << sources.status();
    observer = std::make_unique<NoteObserver>();
    metrics = std::make_unique<Metrics>();
    dead = std::make_unique<DeadLetters>("");
    const Format* const formats[] = {&StructureJsonFormat(), &EcfrXmlFormat()};
    Pipeline running({*io, target, formats, *dead, *observer, *metrics, options});
    pipeline = &running;
    // A run that hangs is a failure, not a test that hangs.
    boost::asio::steady_timer watchdog(*io, std::chrono::minutes(4));
    watchdog.async_wait([this](boost::system::error_code error) {
      if (error) return;
      ADD_FAILURE() << "the run does not come to its end";
      pipeline->Stop();
    });
    return running.Run(*sources);
  }
  std::map<std::string, DocumentOutcome> Outcomes() const {
    std::map<std::string, DocumentOutcome> outcomes;
    for (const DocumentReport& report : observer->documents()) outcomes[report.uri] = report.outcome;
    return outcomes;
  }
  DocumentOutcome Outcome() const {
    EXPECT_EQ(observer->documents().size(), 1u);
    return observer->documents().at(0).outcome;
  }

  std::unique_ptr<boost::asio::io_context> io = std::make_unique<boost::asio::io_context>(1);
  FakeSink sink;
  RunOptions options;
  bool complete = false;  // --complete
  bool recalls = true;    // as a run into Neo4j does
  std::unique_ptr<NoteObserver> observer;
  std::unique_ptr<Metrics> metrics;
  std::unique_ptr<DeadLetters> dead;
  Pipeline* pipeline = nullptr;
};

// Run after run into one graph.
inline Lines GraphOf(const std::vector<Lines>& runs) {
  Runs all;
  for (const Lines& paths : runs) EXPECT_TRUE(all.Run(paths).status.ok());
  return all.sink.graph.Dump();
}

// The document without its DIV5 number `part`.
inline std::string WithoutPart(std::string xml, const std::string& part) {
  const size_t begin = xml.find("<DIV5 N=\"" + part + "\"");
  const size_t end = xml.find("</DIV5>", begin);
  EXPECT_NE(end, std::string::npos);
  return xml.erase(begin, end + 7 - begin);
}

// The first title without its part 12, of a later day.
inline std::string WriteLess(const TempFolder& folder) {
  return folder.Write("full-title-99-2025-03-01.xml", WithoutPart(ReadAll(kXml), "12"));
}

// The first section of part 12 as a document of its own, with this text.
inline std::string WriteSection(const TempFolder& folder, const std::string& day, const std::string& text) {
  const std::string xml = ReadAll(kXml);
  const size_t begin = xml.find("<DIV8", xml.find("<DIV5 N=\"12\""));
  return folder.Write("full-title-99-" + day + ".xml",
                      xml.substr(begin, xml.find("<P>", begin) - begin) + "<P>" + text + "</P></DIV8>");
}

// The first title without that section, of a later day.
inline std::string WriteWithoutSection(const TempFolder& folder) {
  std::string xml = ReadAll(kXml);
  const size_t begin = xml.find("<DIV8", xml.find("<DIV5 N=\"12\""));
  return folder.Write("full-title-99-2025-02-02.xml",
                      xml.erase(begin, xml.find("</DIV8>", begin) + 7 - begin));
}

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_FLOW_RUNS_H_
