#include "engine/observe/emf.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_format.h"
#include "engine/core/json_writer.h"
#include "engine/observe/utc_time.h"

namespace reg2graph {
namespace {

constexpr std::string_view kDimension = "ServiceName";

struct Metric {
  std::string_view name;
  std::string_view unit;  // one of CloudWatch's StandardUnit
};
// In the order of the values in Record.
constexpr std::array<Metric, 9> kMetrics = {{{"Documents", "Count"},
                                             {"Bytes", "Bytes"},
                                             {"Nodes", "Count"},
                                             {"Relationships", "Count"},
                                             {"Requests", "Count"},
                                             {"Retries", "Count"},
                                             {"Rejected", "Count"},
                                             {"GraphThroughput", "Count/Second"},
                                             {"ByteThroughput", "Bytes/Second"}}};

// The member _aws: where the log service finds the metrics among the members beside it.
std::string Directive(const EmfNames& names) {
  std::string metrics;
  for (const Metric& metric : kMetrics) {
    if (!metrics.empty()) metrics.push_back(',');
    ObjectWriter object(metrics);
    object.Plain("Name", metric.name);
    object.Plain("Unit", metric.unit);
    object.Close();
  }
  std::string directive;
  ObjectWriter object(directive);
  object.String("Namespace", names.name_space);
  object.Raw("Dimensions", "[[\"" + std::string(kDimension) + "\"]]");
  object.Raw("Metrics", "[" + metrics + "]");
  object.Close();

  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::string text;
  ObjectWriter aws(text);
  aws.Integer("Timestamp", std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  aws.Raw("CloudWatchMetrics", "[" + directive + "]");
  aws.Close();
  return text;
}

}  // namespace

EmfRecorder::EmfRecorder(EmfNames names, const Metrics& metrics, std::function<int64_t()> rejected,
                         Clock::time_point start)
    : names_(std::move(names)), metrics_(metrics), rejected_(std::move(rejected)), last_time_(start) {}

EmfRecorder::Totals EmfRecorder::Now() const {
  const int64_t nodes = metrics_.NodesCreated() + metrics_.stubs_created - metrics_.stubs_made_real;
  return {metrics_.documents_done, metrics_.bytes_read, nodes,      metrics_.EdgesCreated(),
          metrics_.requests,       metrics_.retries,    rejected_()};
}

std::string EmfRecorder::Record(std::string_view event, std::string_view members, Clock::time_point now) {
  MutexLock lock(mutex_);
  const Totals totals = Now();
  const double seconds = std::max(std::chrono::duration<double>(now - last_time_).count(), 1e-3);
  const auto rate = [seconds](int64_t count) {
    return absl::StrFormat("%.1f", static_cast<double>(count) / seconds);
  };
  const int64_t nodes = totals.nodes - last_.nodes;
  const int64_t relationships = totals.relationships - last_.relationships;
  const int64_t bytes = totals.bytes - last_.bytes;
  const auto whole = [](int64_t count) { return absl::StrFormat("%d", count); };
  const std::array<std::string, kMetrics.size()> values = {whole(totals.documents - last_.documents),
                                                           whole(bytes),
                                                           whole(nodes),
                                                           whole(relationships),
                                                           whole(totals.requests - last_.requests),
                                                           whole(totals.retries - last_.retries),
                                                           whole(totals.rejected - last_.rejected),
                                                           rate(nodes + relationships),
                                                           rate(bytes)};
  last_ = totals;
  last_time_ = now;

  std::string line;
  ObjectWriter object(line);
  object.Raw("_aws", Directive(names_));
  object.String("time", UtcNow());
  object.String("event", event);
  object.String(kDimension, names_.service);
  for (size_t i = 0; i < kMetrics.size(); ++i) object.Raw(kMetrics[i].name, values[i]);
  object.Splice(members);
  object.Close();
  return line;
}

}  // namespace reg2graph
