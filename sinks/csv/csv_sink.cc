#include "sinks/csv/csv_sink.h"

#include <array>
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
#include "engine/core/key_text.h"
#include "engine/core/strings.h"
#include "engine/files/line_file.h"
#include "engine/files/one_way_sink.h"
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
  explicit CsvWriter(string folder)
      : folder_(std::move(folder)), arguments_((fs::path(folder_) / kArguments).string()) {}

  absl::Status Open() override;
  void Node(string_view id, Shape shape, string_view properties) override;
  void Change(string_view id, std::optional<Shape> shape, string_view patch) override;
  void Remove(string_view id, Shape) override {
    if (const auto gone = divisions_.find(id); gone != divisions_.end()) divisions_.erase(gone);
  }
  void Edge(EdgeType type, string_view from, string_view to, string_view properties) override;
  void Stub(string_view key) override;
  const absl::Status& status() const override { return status_; }
  absl::Status Close() override;

 private:
  // Kept until Close, since a later document may still change it.
  struct Division {
    Shape shape;
    string row;
  };

  // A file, its columns except for the ids, and the option that names it to the import tool.
  struct Table {
    Table(const string& path, string option, std::vector<Property> rest)
        : file(path), argument(std::move(option)), columns(std::move(rest)) {}
    LineFile file;
    const string argument;
    const std::vector<Property> columns;
  };

  bool HoldsAnImport() const;
  absl::Status RemoveLeftovers() const;
  Table& NewTable(const string& name, string argument, string_view ids, std::vector<Property> columns);
  Table& NodeTable(Shape shape);
  Table& EdgeTable(EdgeType type);
  Table& StubTable(string_view kind);
  void End(LineFile& file) {
    file.EndLine();
    status_.Update(file.status());
  }
  void WriteNode(string_view id, Shape shape, string_view properties);
  void NoteEmptyLists(string_view id, const std::vector<Property>& columns, string_view properties);
  void WriteEmptyLists();
  void WriteArguments();

  const string folder_;
  LineFile arguments_;  // open for the whole run: its lock is that of the folder
  absl::Status status_;
  std::map<string, std::unique_ptr<Table>> tables_;  // by the name of the file
  std::array<Table*, kShapeCount> node_tables_{};
  std::array<Table*, kEdgeTypeCount> edge_tables_{};
  std::map<string_view, Table*> stub_tables_;          // by StubLabel
  std::map<string, std::vector<string>> empty_lists_;  // ids by the name of the property
  std::map<string, Division, std::less<>> divisions_;
  absl::flat_hash_set<uint64_t> texts_;  // hashes of the ids of what is written
};

absl::Status CsvWriter::Open() {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return absl::ErrnoToStatus(error.value(), Absl(folder_));
  const absl::Status taken = absl::FailedPreconditionError(
      absl::StrCat(folder_, " holds an import already; expected an empty or a new folder"));
  if (HoldsAnImport()) return taken;
  if (absl::Status status = arguments_.Open(); !status.ok()) return status;
  // Another run may have ended between the first look and the lock.
  if (HoldsAnImport()) {
    arguments_.Discard();
    return taken;
  }
  return RemoveLeftovers();
}

bool CsvWriter::HoldsAnImport() const {
  std::error_code ignored;
  return fs::exists(fs::path(folder_) / kArguments, ignored);
}

// What a run that was killed left and this one may not write: its temporaries, and statements for nodes that
// this import need not hold. Its complete tables are named by no import.args.
absl::Status CsvWriter::RemoveLeftovers() const {
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    const string name = entry->path().filename().string();
    const bool table =
        name.starts_with("nodes-") || name.starts_with("relationships-") || name.starts_with("stubs-");
    const bool left = name.starts_with(kEmptyLists) || (table && name.ends_with(".csv.partial"));
    if (left) fs::remove(entry->path(), error);
    if (error) break;
  }
  return error ? absl::ErrnoToStatus(error.value(), Absl(folder_)) : absl::OkStatus();
}

CsvWriter::Table& CsvWriter::NewTable(const string& name, string argument, string_view ids,
                                      std::vector<Property> columns) {
  std::unique_ptr<Table>& table = tables_[name];
  table =
      std::make_unique<Table>((fs::path(folder_) / name).string(), std::move(argument), std::move(columns));
  status_.Update(table->file.Open());
  table->file.buffer().append(ids);
  AppendHeader(table->file.buffer(), table->columns);
  End(table->file);
  return *table;
}

CsvWriter::Table& CsvWriter::NodeTable(Shape shape) {
  Table*& table = node_tables_[static_cast<size_t>(shape)];
  if (table != nullptr) return *table;
  const auto labels = LabelsOf(shape);
  table = &NewTable(absl::StrCat("nodes-", Absl(labels.back()), ".csv"),
                    absl::StrCat("--nodes=", Joined(labels, ":")), "id:ID", ColumnsOf(shape));
  return *table;
}

CsvWriter::Table& CsvWriter::EdgeTable(EdgeType type) {
  Table*& table = edge_tables_[static_cast<size_t>(type)];
  if (table != nullptr) return *table;
  const auto columns = PropertiesOf(type);
  table = &NewTable(absl::StrCat("relationships-", Absl(NameOf(type)), ".csv"),
                    absl::StrCat("--relationships=", Absl(NameOf(type))), ":START_ID,:END_ID",
                    {columns.begin(), columns.end()});
  return *table;
}

CsvWriter::Table& CsvWriter::StubTable(string_view kind) {
  Table*& table = stub_tables_[kind];
  if (table != nullptr) return *table;
  table = &NewTable(absl::StrCat("stubs-", Absl(kind), ".csv"),
                    absl::StrCat("--nodes=Resource:Stub:", Absl(kind)), "id:ID",
                    {{"citation", ValueType::kString}, {"name", ValueType::kString}});
  return *table;
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
  Table& table = NodeTable(shape);
  AppendText(table.file.buffer(), id);
  AppendCells(table.file.buffer(), table.columns, properties);
  End(table.file);
  NoteEmptyLists(id, table.columns, properties);
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
  LineFile& file = StubTable(StubLabel(key)).file;
  AppendText(file.buffer(), key);
  file.buffer().push_back(',');
  const KeyText text = TextOfKey(key);
  AppendText(file.buffer(), text.citation);
  file.buffer().push_back(',');
  AppendText(file.buffer(), text.name);
  End(file);
}

void CsvWriter::Edge(EdgeType type, string_view from, string_view to, string_view properties) {
  Table& table = EdgeTable(type);
  AppendText(table.file.buffer(), from);
  table.file.buffer().push_back(',');
  AppendText(table.file.buffer(), to);
  AppendCells(table.file.buffer(), table.columns, properties);
  End(table.file);
}

// Texts have line breaks. The quicker --multiline-fields-format=v2 of 5.26 fails on files over 4 MiB.
void CsvWriter::WriteArguments() {
  string& text = arguments_.buffer();
  text.append("--id-type=string\n--multiline-fields=true\n");
  for (const auto& [name, table] : tables_)
    text.append(table->argument).append("=").append(name).append("\n");
  status_.Update(arguments_.Close());
}

absl::Status CsvWriter::Close() {
  for (const auto& [id, division] : divisions_) WriteNode(id, division.shape, division.row);
  for (const auto& [name, table] : tables_) {
    if (status_.ok()) status_.Update(table->file.Close());
  }
  if (status_.ok() && !empty_lists_.empty()) WriteEmptyLists();
  if (status_.ok()) WriteArguments();
  return status_;
}

}  // namespace

std::unique_ptr<MutationSink> NewCsvSink(boost::asio::io_context& io, string folder, size_t memory_bytes) {
  return NewOneWaySink([&io](std::function<void()> callback) { boost::asio::post(io, std::move(callback)); },
                       std::make_unique<CsvWriter>(std::move(folder)), memory_bytes);
}

}  // namespace reg2graph
