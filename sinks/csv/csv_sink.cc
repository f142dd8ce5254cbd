#include "sinks/csv/csv_sink.h"

#include <boost/asio/post.hpp>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/core/json_writer.h"
#include "engine/core/keys.h"
#include "engine/core/line_file.h"
#include "engine/core/one_way_sink.h"
#include "engine/core/strings.h"
#include "sinks/csv/cells.h"

namespace reg2graph {
namespace {

namespace fs = std::filesystem;
using std::string;
using std::string_view;

constexpr string_view kArguments = "import.args";
constexpr string_view kEmptyLists = "empty-lists.cypher";

std::vector<Property> ColumnsOf(Shape shape) {
  const auto row = PropertiesOf(KindOf(shape));
  std::vector<Property> columns(row.begin() + 1, row.end());  // less `id`, the first column
  if (IsDivision(shape)) columns.insert(columns.end(), StampProperties().begin(), StampProperties().end());
  return columns;
}

string Joined(std::span<const string_view> labels, string_view separator) {
  string text;
  for (const string_view label : labels) text.append(text.empty() ? "" : separator).append(label);
  return text;
}

class CsvWriter : public GraphWriter {
 public:
  explicit CsvWriter(string folder) : folder_(std::move(folder)) {}

  absl::Status Open() override;
  void Node(string_view id, Shape shape, string_view properties) override;
  void Change(string_view id, std::optional<Shape> shape, string_view patch) override;
  void Remove(string_view id) override {
    if (const auto gone = divisions_.find(id); gone != divisions_.end()) divisions_.erase(gone);
  }
  void Edge(EdgeType type, string_view from, string_view to, string_view properties) override;
  void Stub(string_view key) override;
  const absl::Status& status() const override { return status_; }
  absl::Status Close() override;

 private:
  // What may still change waits for Close.
  struct Division {
    Shape shape;
    string row;
  };

  LineFile& FileOf(const string& name, string_view argument, const std::function<void(string&)>& header);
  void End(LineFile& file) {
    file.EndLine();
    status_.Update(file.status());
  }
  void WriteNode(string_view id, Shape shape, string_view properties);
  void NoteEmptyLists(string_view id, const std::vector<Property>& columns, string_view properties);
  void WriteEmptyLists();
  void WriteArguments();

  const string folder_;
  absl::Status status_;
  std::map<string, std::unique_ptr<LineFile>> files_;
  std::map<string, std::vector<string>> empty_lists_;  // ids by the name of the property
  std::map<string, string> arguments_;                 // of the import tool, by file
  std::map<string, Division, std::less<>> divisions_;
  absl::flat_hash_set<uint64_t> texts_;  // hashes of the ids of what is written
};

absl::Status CsvWriter::Open() {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return absl::ErrnoToStatus(error.value(), Absl(folder_));
  if (fs::exists(fs::path(folder_) / kArguments, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder_, " holds an import already; expected an empty or a new folder"));
  }
  return absl::OkStatus();
}

LineFile& CsvWriter::FileOf(const string& name, string_view argument,
                            const std::function<void(string&)>& header) {
  std::unique_ptr<LineFile>& file = files_[name];
  if (file != nullptr) return *file;
  file = std::make_unique<LineFile>((fs::path(folder_) / name).string());
  status_.Update(file->Open());
  arguments_[name] = argument;
  header(file->buffer());
  End(*file);
  return *file;
}

void CsvWriter::Node(string_view id, Shape shape, string_view properties) {
  if (!IsDivision(shape)) {
    WriteNode(id, shape, properties);
    return;
  }
  const auto [division, added] = divisions_.try_emplace(string(id), Division{shape, string(properties)});
  if (!added) division->second = {shape, MergeObjects(division->second.row, properties)};
}

void CsvWriter::Change(string_view id, std::optional<Shape> shape, string_view patch) {
  if (shape && !IsDivision(*shape)) {
    WriteNode(id, *shape, patch);
    return;
  }
  const auto known = divisions_.find(id);
  if (known != divisions_.end()) {
    known->second = {shape.value_or(known->second.shape), MergeObjects(known->second.row, patch)};
  } else if (shape) {
    divisions_.emplace(id, Division{*shape, MergeObjects("{}", patch)});
  }
}

void CsvWriter::WriteNode(string_view id, Shape shape, string_view properties) {
  if (!texts_.insert(StringHash{}(id)).second) {
    status_.Update(absl::FailedPreconditionError(absl::StrCat(
        Absl(id), " came twice, and the import tool takes it once: name one version of a document")));
    return;
  }
  const std::vector<Property> columns = ColumnsOf(shape);
  const auto labels = LabelsOf(shape);
  const string name = absl::StrCat("nodes-", Absl(labels.back()), ".csv");
  LineFile& file = FileOf(name, absl::StrCat("--nodes=", Joined(labels, ":")), [&](string& out) {
    out.append("id:ID");
    AppendHeader(out, columns);
  });
  AppendText(file.buffer(), id);
  AppendCells(file.buffer(), columns, properties);
  End(file);
  NoteEmptyLists(id, columns, properties);
}

// A cell cannot say that a list is there and empty.
void CsvWriter::NoteEmptyLists(string_view id, const std::vector<Property>& columns, string_view properties) {
  for (const Property& column : columns) {
    if (column.type != ValueType::kStringList && column.type != ValueType::kIntegerList) continue;
    if (properties.find(absl::StrCat("\"", Absl(column.name), "\":[]")) != string_view::npos)
      empty_lists_[string(column.name)].emplace_back(id);
  }
}

void CsvWriter::WriteEmptyLists() {
  LineFile file((fs::path(folder_) / kEmptyLists).string());
  status_.Update(file.Open());
  for (const auto& [property, ids] : empty_lists_) {
    for (const string& id : ids) {  // keys hold no quotes
      file.buffer().append(absl::StrCat("MATCH (n:Resource {id: '", id, "'}) SET n.", property, " = [];"));
      file.EndLine();
    }
  }
  if (status_.ok()) status_.Update(file.Close());
}

void CsvWriter::Stub(string_view key) {
  const string_view kind = StubLabel(key);
  LineFile& file =
      FileOf(absl::StrCat("stubs-", Absl(kind), ".csv"), absl::StrCat("--nodes=Resource:Stub:", Absl(kind)),
             [](string& out) { out.append("id:ID,citation:string"); });
  AppendText(file.buffer(), key);
  file.buffer().push_back(',');
  AppendText(file.buffer(), CitationOfKey(key));
  End(file);
}

void CsvWriter::Edge(EdgeType type, string_view from, string_view to, string_view properties) {
  const auto columns = PropertiesOf(type);
  LineFile& file = FileOf(absl::StrCat("relationships-", Absl(NameOf(type)), ".csv"),
                          absl::StrCat("--relationships=", Absl(NameOf(type))), [&](string& out) {
                            out.append(":START_ID,:END_ID");
                            AppendHeader(out, columns);
                          });
  AppendText(file.buffer(), from);
  file.buffer().push_back(',');
  AppendText(file.buffer(), to);
  AppendCells(file.buffer(), columns, properties);
  End(file);
}

// Texts have line breaks. The quicker --multiline-fields-format=v2 of 5.26 fails on files over 4 MiB.
void CsvWriter::WriteArguments() {
  LineFile file((fs::path(folder_) / kArguments).string());
  status_.Update(file.Open());
  file.buffer().append("--id-type=string\n--multiline-fields=true\n");
  for (const auto& [name, argument] : arguments_)
    file.buffer().append(argument).append("=").append(name).append("\n");
  if (status_.ok()) status_.Update(file.Close());
}

absl::Status CsvWriter::Close() {
  for (const auto& [id, division] : divisions_) WriteNode(id, division.shape, division.row);
  for (const auto& [name, file] : files_) {
    if (status_.ok()) status_.Update(file->Close());
  }
  if (status_.ok() && !empty_lists_.empty()) WriteEmptyLists();
  if (status_.ok()) WriteArguments();
  return status_;
}

}  // namespace

std::unique_ptr<MutationSink> NewCsvSink(boost::asio::io_context& io, string folder) {
  return NewOneWaySink([&io](std::function<void()> callback) { boost::asio::post(io, std::move(callback)); },
                       std::make_unique<CsvWriter>(std::move(folder)));
}

}  // namespace reg2graph
