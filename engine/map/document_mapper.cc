#include "engine/map/document_mapper.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/heading_identifier.h"
#include "engine/core/key_text.h"
#include "engine/core/popular_name.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

struct NoteKind {
  Shape shape;
  std::string_view suffix;
};

NoteKind KindOfNote(std::string_view element) {
  if (element == "AUTH" || element == "SECAUTH") return {Shape::kAuthority, "#auth"};
  if (element == "SOURCE") return {Shape::kSource, "#source"};
  if (element == "CITA") return {Shape::kAmendment, "#cita"};
  if (element == "XREF" || element == "CROSSREF") return {Shape::kCrossReference, "#xref"};
  return {Shape::kEditorial, "#ed"};
}

// Div1 is a title, Div9 an appendix, whatever their dialect calls them.
Shape XmlShape(DivisionType type) {
  return static_cast<Shape>(static_cast<int>(Shape::kDiv1) + static_cast<int>(type));
}

template <typename Writer>
void OptionalString(Writer& object, std::string_view name, std::string_view value) {
  if (value.data() != nullptr) object.String(name, value);
}

template <typename Writer>
void WriteFields(Writer& object, const DivisionStart& start) {
  const StructureFields& fields = *start.fields;
  OptionalString(object, "label", fields.label);
  OptionalString(object, "label_level", fields.label_level);
  OptionalString(object, "label_description", fields.label_description);
  if (fields.has_size) object.Integer("size", fields.size);
  if (fields.has_volumes) {
    std::string list = "[";
    for (const std::string_view volume : fields.volumes) {
      if (list.size() > 1) list.push_back(',');
      AppendString(list, volume);
    }
    list.push_back(']');
    object.Raw("volumes", list);
  }
  OptionalString(object, "received_on", fields.received_on);
  OptionalString(object, "descendant_range", fields.descendant_range);
  if (fields.has_generated_id) object.Boolean("generated_id", fields.generated_id);
}

// What a division owes to the Federal Register pages of a note of this kind.
std::optional<EdgeType> LinkOfNote(Shape note) {
  switch (note) {
    case Shape::kSource: return EdgeType::kSourcedFrom;
    case Shape::kAmendment: return EdgeType::kAmendedBy;
    default: return std::nullopt;
  }
}

bool IsFederalRegisterPage(std::string_view key) { return key.starts_with("/us/fr/"); }

std::string_view RangeName(Citation::Target::Range range) {
  return range == Citation::Target::Range::kStart ? "start" : "end";
}

// Counts UTF-16 units up to growing byte offsets of one text.
class Utf16Counter {
 public:
  explicit Utf16Counter(std::string_view text) : text_(text) {}
  int64_t At(size_t byte) {
    if (byte < byte_) *this = Utf16Counter(text_);
    units_ += Utf16Length(text_.substr(byte_, byte - byte_));
    byte_ = byte;
    return static_cast<int64_t>(units_);
  }

 private:
  std::string_view text_;
  size_t byte_ = 0;
  size_t units_ = 0;
};

// Whether there is nothing that sets its key apart from those of its siblings.
bool LacksName(const DivisionStart& start) {
  if (start.type == DivisionType::kHed) return false;
  if (start.type == DivisionType::kSubjectGroup) return Slug(start.heading).empty();
  return KeySegment(start.identifier).empty();
}

UnitRole RoleOf(DivisionType root) {
  if (root < DivisionType::kPart) return UnitRole::kSpine;
  return root == DivisionType::kPart ? UnitRole::kPart : UnitRole::kFragment;
}

// All citations of a piece of text are held at once, and each may be as short as "1.1,". A text is cut
// between two rows of a table: the longest real one has more than a megabyte.
constexpr size_t kShortText = size_t{16} << 10;
constexpr size_t kPieceBytes = size_t{1} << 20;
constexpr size_t kBytesPerCitedByte = 64;
constexpr size_t kBytesPerLaw = 320;  // that an authority note cites, until its unit is read
constexpr size_t kBytesPerLink = 96;  // of a division's set of those that it has

// The size of the first piece of `text`: all of it, or up to the last row, blank or character within the
// limit.
size_t PieceOf(std::string_view text) {
  if (text.size() <= kPieceBytes) return text.size();
  for (const char separator : {'\n', ' '}) {
    const size_t end = text.rfind(separator, kPieceBytes);
    if (end != std::string_view::npos && end > 0) return end;
  }
  size_t end = kPieceBytes;
  while (end > 1 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return end;
}

// Takes the braces from an object: what is left are its members.
void DropBraces(std::string& object) {
  object.pop_back();
  object.erase(0, 1);
}

}  // namespace

void DocumentMapper::Begin(Unit& unit, const DocumentFacts& facts) {
  memory_ = &unit.memory;
  layer_ = facts.layer;
  title_ = facts.title;
  coverage_ = facts.coverage;
  keeps_xml_ = facts.keeps_xml;
  kind_ = unit.kind;
  repeat_ = unit.repeat;
  repeated_sections_ = unit.repeated_sections;
  bytes_ = unit.bytes.size();
  writers_.clear();
  finished_.clear();
  status_ = absl::OkStatus();
  path_.clear();
  for (Open& open : open_) {  // of a unit that broke off
    if (open.paragraphs != nullptr) pool_.push_back(std::move(open.paragraphs));
  }
  open_.clear();
  for (const Ancestor& ancestor : unit.ancestors) {
    std::string key = DivisionKey(title_, {ancestor.type, ancestor.identifier, ancestor.heading}, path_);
    path_.push_back({ancestor.type, KeySegment(ancestor.identifier), std::move(key)});
  }
}

bool DocumentMapper::IsFull() {
  if (!memory_->exceeded()) return false;
  if (status_.ok()) status_ = memory_->status();
  return true;
}

void DocumentMapper::CountParagraphs(size_t before) {
  memory_->Add(open_.back().paragraphs->bytes() - before);
}

// Divisions may be nested deep, and each key made of a long heading holds those above it.
void DocumentMapper::Hold(Open& open, size_t bytes) {
  open.held += bytes;
  memory_->Add(bytes);
}

RowWriter& DocumentMapper::NewWriter(UnitRole role) {
  writers_.push_back(std::make_unique<RowWriter>(layer_, title_, coverage_, memory_));
  writers_.back()->rows().role = role;
  writers_.back()->rows().keeps_xml = keeps_xml_;
  return *writers_.back();
}

std::string DocumentMapper::KeyOf(const DivisionStart& start, RowWriter& writer) {
  const int ordinal = open_.empty() ? 1 : ParentOf(start).heds + 1;
  const std::span above = std::span(path_).first(path_.size() - start.levels_up);
  std::string key = DivisionKey(title_, {start.type, start.identifier, start.heading, ordinal}, above);
  if (kind_ == UnitKind::kPart && open_.empty() && repeat_ > 1) key += "~" + std::to_string(repeat_);
  // The sections of all parts share one range of keys; the outermost writer sees them all.
  const bool in_title = start.type == DivisionType::kSection && key.rfind('/') == TitleKey(title_).size();
  return (in_title ? *writers_.front() : writer).Claim(std::move(key));
}

// A document whose root belongs to a part must say to which, or its keys would be those of other provisions.
void DocumentMapper::CheckRoot(const DivisionStart& start) {
  const bool has_part = std::any_of(path_.begin(), path_.end(), [](const KeyedDivision& above) {
    return above.type == DivisionType::kPart;
  });
  if (has_part || !NeedsItsPart({start.type, start.identifier, start.heading})) return;
  status_ = absl::InvalidArgumentError(absl::StrCat(
      "the root, ", Absl(TypeName(start.type)), " \"", Absl(start.identifier),
      "\", does not say which part and subpart it is in (hierarchy_metadata with path and citation); "
      "load its part instead: ecfr:title-",
      title_, "/part-P, or the service's URL with ?part=P and nothing else"));
}

// A unit is a part with everything in it, and so are its keys: a part within a part, or a chapter within a
// section, would be another unit's to write and to delete.
void DocumentMapper::CheckPlace(const DivisionStart& start) {
  if (start.type > DivisionType::kPart || !status_.ok()) return;
  for (const KeyedDivision& above : std::span(path_).first(path_.size() - start.levels_up)) {
    if (above.type < DivisionType::kPart && start.type != DivisionType::kTitle) continue;
    status_ = absl::InvalidArgumentError(absl::StrCat(
        Absl(TypeName(start.type)), " \"", Absl(start.identifier), "\" inside ", Absl(TypeName(above.type)),
        " \"", above.identifier, "\"; expected titles, chapters and parts above what they hold"));
    return;
  }
}

DocumentMapper::Open& DocumentMapper::ParentOf(const DivisionStart& start) {
  assert(start.levels_up < open_.size());
  return open_[open_.size() - 1 - start.levels_up];
}

void DocumentMapper::BeginPart() {
  writers_.front()->Reserve(bytes_);
  for (const RepeatedSection& section : repeated_sections_)
    writers_.front()->ClaimedEarlier(SectionKey(title_, "", section.number), section.earlier);
}

void DocumentMapper::SkipDivision(const DivisionStart& start, RowWriter* writer, std::string key) {
  Open skeleton{};
  skeleton.writer = writer;
  skeleton.key = key;
  skeleton.type = start.type;
  skeleton.skeleton = true;
  path_.push_back({start.type, KeySegment(start.identifier), std::move(key)});
  open_.push_back(std::move(skeleton));
}

void DocumentMapper::BeginDivision(const DivisionStart& start) {
  if (IsFull()) {
    SkipDivision(start, nullptr, "");
    return;
  }
  CheckPlace(start);
  const bool outermost = open_.empty();
  if (outermost && kind_ == UnitKind::kDocument && coverage_ != Coverage::kTitle) CheckRoot(start);
  if (outermost && start.extract) coverage_ = Coverage::kPartial;
  if (outermost) NewWriter(RoleOf(start.type));
  if (outermost && kind_ == UnitKind::kPart) BeginPart();
  Open* const parent = outermost ? nullptr : &ParentOf(start);
  RowWriter& parent_writer = outermost ? *writers_.front() : *parent->writer;
  std::string key = KeyOf(start, parent_writer);
  const int32_t order = outermost ? 0 : parent->children++;
  if (!outermost) {
    if (start.type == DivisionType::kHed) ++parent->heds;
    if (start.markup == Markup::kElement) {
      open_.back().cut_ids.push_back(key);
      memory_->Add(2 * sizeof(key) + key.size());
    }
  }
  const bool part_in_spine = !outermost && start.type == DivisionType::kPart;
  if (!part_in_spine) {
    OpenDivision(parent_writer, start, std::move(key), parent, order);
    return;
  }
  AddSkeleton(*parent, start, key, order);
  if (start.skeleton) {
    SkipDivision(start, &parent_writer, std::move(key));
    return;
  }
  RowWriter& writer = NewWriter(UnitRole::kPart);
  OpenDivision(writer, start, writer.Claim(std::move(key)), nullptr, 0);
}

void DocumentMapper::AddSkeleton(const Open& parent, const DivisionStart& start, std::string_view key,
                                 int32_t order) {
  RowWriter& writer = *parent.writer;
  const uint32_t row = writer.AddDivision(Shape::kPart, static_cast<int32_t>(parent.row), order);
  writer.node(row).skeleton = true;
  const PlaceNames place = PlaceNamesOf(layer_);
  writer.Encode(row, key, [&](auto& object) {
    object.String("typeId", TypeId(TypeName(start.type), key));
    object.Integer("title", title_);
    object.String("type", TypeName(start.type));
    object.String("identifier", start.identifier);
    // Of a part that could not be loaded; what there is of one is kept.
    object.Boolean("reserved", false);
    object.String("heading", TextOfKey(key).name);
    object.String(place.parent, parent.key);
    object.Integer(place.order, order);
  });
}

void DocumentMapper::OpenDivision(RowWriter& writer, const DivisionStart& start, std::string key,
                                  const Open* parent, int32_t order) {
  Open open{};
  open.writer = &writer;
  const int32_t parent_row = parent == nullptr ? NodeRow::kNone : static_cast<int32_t>(parent->row);
  open.row = writer.AddDivision(ShapeOf(start.type), parent_row, order);
  open.root = parent == nullptr;
  if (LacksName(start)) writer.Remark(RemarkKind::kNoIdentifier, "a division without an identifier: " + key);
  if (start.markup == Markup::kLoose)
    writer.Remark(RemarkKind::kLooseSection, "SECTNO outside a section; what follows it is taken as " + key);
  if (start.extract) {
    writer.Remark(RemarkKind::kExtract,
                  "the document does not hold all that it lists of " + key + ": what it lacks is kept");
  }
  open.type = start.type;
  ObjectWriter object(open.members);
  object.String("typeId", TypeId(TypeName(start.type), key));
  object.Integer("title", title_);
  object.String("type", TypeName(start.type));
  const bool names = start.identifier.data() != nullptr && start.type != DivisionType::kHed;
  if (names || !start.identifier.empty()) object.String("identifier", start.identifier);
  object.Close();
  DropBraces(open.members);
  if (start.fields != nullptr) {
    open.heading = HeadingOfLabel(start.fields->label);
    open.reserved = start.fields->has_reserved ? start.fields->reserved : IsReservedHeading(open.heading);
    ObjectWriter fields(open.fields);
    WriteFields(fields, start);
    fields.Close();
    DropBraces(open.fields);
  }
  if (!open.root) {
    // A wrapper's nesting is no place: what a partial document says of one has names of its own.
    const PlaceNames place = coverage_ == Coverage::kPartial ? kPartialPlaceNames : PlaceNamesOf(layer_);
    ObjectWriter where(open.place);
    where.String(place.parent, parent->key);
    where.Integer(place.order, order);
    where.Close();
    DropBraces(open.place);
  }
  if (layer_ == Layer::kText) {
    if (pool_.empty()) pool_.push_back(std::make_unique<ParagraphBuilder>());
    open.paragraphs = std::move(pool_.back());
    pool_.pop_back();
    open.paragraphs->Begin(key, start.type, title_, start.identifier);
  }
  if (start.markup == Markup::kElement) {
    open.has_element = true;
    open.xml_shape = XmlShape(start.type);
    open.element_id = start.printed.data() != nullptr ? start.printed : start.identifier;
  }
  // The key: here, with room to grow, in the path and with the paragraphs.
  Hold(open, 4 * key.size() + open.members.size() + open.place.size());
  path_.push_back({start.type, KeySegment(start.identifier), key});
  open.key = std::move(key);
  open_.push_back(std::move(open));
}

void DocumentMapper::Heading(const TextBlock& head) {
  if (IsFull() || open_.empty() || open_.back().skeleton || head.text.empty()) return;
  Open& open = open_.back();
  if (open.heading.empty()) {
    open.heading = head.text;
    Hold(open, head.text.size());
    open.paragraphs->Heading(head.text);
    return;
  }
  // A second HEAD keeps its position, as a heading among the paragraphs.
  TextBlock heading = head;
  heading.element = "HD1";
  const size_t before = open.paragraphs->bytes();
  open.paragraphs->Block(heading, open.seq);
  CountParagraphs(before);
}

void DocumentMapper::Note(const TextBlock& note) {
  if (IsFull() || open_.empty() || open_.back().skeleton) return;
  Open& open = open_.back();
  const NoteKind kind = KindOfNote(note.element);
  int& count = open.notes[static_cast<int>(kind.shape) - static_cast<int>(Shape::kAuthority)];
  std::string id = open.key + std::string(kind.suffix);
  if (++count > 1) id += std::to_string(count);
  const int32_t seq = open.seq++;
  const uint32_t row = open.writer->AddNode(kind.shape, open.row);
  open.writer->Encode(row, id, [&](auto& object) {
    object.String("kind", note.element);
    object.Integer("seq", seq);
    object.String("text", note.text);
  });
  open.writer->AddEdge(EdgeType::kHasNote, open.row, row);
  Cite(open, row, note.text, id, kind.shape);
}

DocumentMapper::Open& DocumentMapper::RootOf(const Open& open) {
  return *std::find_if(open_.begin(), open_.end(),
                       [&](const Open& above) { return above.writer == open.writer && !above.skeleton; });
}

void DocumentMapper::Cite(Open& open, uint32_t row, std::string_view text, std::string_view context,
                          Shape shape) {
  ancestors_.clear();
  for (const KeyedDivision& division : path_) ancestors_.push_back(division.key);
  int64_t offset = 0;
  while (!text.empty() && !IsFull()) {
    const std::string_view piece = text.substr(0, PieceOf(text));
    const size_t bytes = piece.size() > kShortText ? kBytesPerCitedByte * piece.size() : 0;
    memory_->Add(bytes);
    if (IsFull()) return;
    const std::span<const Citation> citations = finder_.Find(piece, context, ancestors_);
    AddCites(*open.writer, row, piece, offset, citations);
    if (shape == Shape::kAuthority) {
      memory_->Add(kBytesPerLaw * citations.size() + 2 * piece.size());
      RootOf(open).authority.AddNote(open.row, piece, citations);
    }
    if (const auto link = LinkOfNote(shape)) LinkDivision(open, *link, citations);
    memory_->Drop(bytes);
    if (piece.size() == text.size()) return;
    offset += static_cast<int64_t>(Utf16Length(piece));
    text.remove_prefix(piece.size());
  }
}

void DocumentMapper::AddCites(RowWriter& writer, uint32_t row, std::string_view text, int64_t offset,
                              std::span<const Citation> citations) {
  Utf16Counter offsets(text);
  for (const Citation& citation : citations) {
    const int64_t start = offset + offsets.At(citation.start);
    const int64_t end = offset + offsets.At(citation.end);
    for (const Citation::Target& target : citation.targets) {
      props_.clear();
      ObjectWriter object(props_);
      object.String("text", text.substr(citation.start, citation.end - citation.start));
      object.Integer("start", start);
      object.Integer("end", end);
      if (citation.relative) object.Boolean("relative", true);
      if (target.range != Citation::Target::Range::kNone) object.String("range", RangeName(target.range));
      if (!citation.suffix.empty()) object.String("suffix", citation.suffix);
      object.Close();
      writer.AddOutEdge(EdgeType::kCites, row, target.key, props_.view());
    }
    if (IsFull()) return;
  }
}

void DocumentMapper::LinkDivision(Open& open, EdgeType type, std::span<const Citation> citations) {
  for (const Citation& citation : citations) {
    for (const Citation::Target& target : citation.targets) {
      if (!IsFederalRegisterPage(target.key)) continue;
      std::string identity(NameOf(type));
      identity.append(" ").append(target.key);
      if (!open.linked.insert(std::move(identity)).second) continue;
      props_.clear();
      if (!citation.date.empty()) {
        ObjectWriter object(props_);
        object.String("date", citation.date);
        object.Close();
      }
      memory_->Add(kBytesPerLink + target.key.size());
      open.writer->AddOutEdge(type, open.row, target.key, props_.view());
    }
  }
}

// A DIV10 or a div8 was meant to be a division; what it holds became paragraphs of the one around it.
void DocumentMapper::RemarkUnknownDivision(std::string_view container) {
  const std::string_view number = container.substr(std::min<size_t>(container.size(), 3));
  const bool is_div = container.starts_with("DIV") || container.starts_with("div");
  if (!is_div || number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos) return;
  open_.back().writer->Remark(
      RemarkKind::kUnknownDivision,
      absl::StrCat(Absl(container), " is no division: its text is kept in ", open_.back().key));
}

void DocumentMapper::Block(const TextBlock& block) {
  if (IsFull() || open_.empty() || open_.back().skeleton) return;
  RemarkUnknownDivision(block.container);
  const size_t before = open_.back().paragraphs->bytes();
  open_.back().paragraphs->Block(block, open_.back().seq);
  CountParagraphs(before);
}

void DocumentMapper::WriteParagraphs(Open& open) {
  if (open.paragraphs == nullptr) return;
  RowWriter& writer = *open.writer;
  const std::span<const ParagraphRow> paragraphs = open.paragraphs->Finish();
  const auto first = static_cast<uint32_t>(writer.rows().nodes.size());
  for (const ParagraphRow& paragraph : paragraphs) {
    if (IsFull()) break;
    const uint32_t row = writer.AddNode(Shape::kParagraph, open.row);
    writer.Encode(row, paragraph.id, [&](auto& object) {
      if (!paragraph.marker.empty()) object.String("marker", paragraph.marker);
      object.Integer("depth", paragraph.depth);
      object.Integer("seq", paragraph.seq);
      if (!paragraph.heading.empty()) object.String("heading", paragraph.heading);
      if (!paragraph.kind.empty()) object.String("kind", paragraph.kind);
      if (!paragraph.source.empty()) object.String("source", paragraph.source);
      object.String("text", paragraph.text);
    });
    const uint32_t parent = paragraph.parent < 0 ? open.row : first + static_cast<uint32_t>(paragraph.parent);
    props_.clear();
    ObjectWriter place(props_);
    place.Integer("order", paragraph.order);
    place.Close();
    writer.AddEdge(EdgeType::kHasParagraph, parent, row, props_.view());
    if (row > first) writer.AddEdge(EdgeType::kNext, row - 1, row);
    if (!paragraph.interprets.empty())
      writer.AddOutEdge(EdgeType::kInterprets, row, paragraph.interprets, "");
    Cite(open, row, paragraph.text, paragraph.id, Shape::kParagraph);
  }
  memory_->Drop(open.paragraphs->bytes());
  pool_.push_back(std::move(open.paragraphs));
}

void DocumentMapper::Source(std::span<const std::string_view> pieces) {
  Open& open = open_.back();
  if (IsFull() || open.skeleton || !keeps_xml_) return;
  cuts_ = "[";
  size_t offset = 0;
  for (size_t i = 0; i + 1 < pieces.size(); ++i) {
    offset += Utf16Length(pieces[i]);
    if (i > 0) cuts_.push_back(',');
    AppendInteger(cuts_, static_cast<int64_t>(offset));
  }
  cuts_.push_back(']');
  cut_ids_ = "[";
  for (const std::string& id : open.cut_ids) {
    if (cut_ids_.size() > 1) cut_ids_.push_back(',');
    AppendString(cut_ids_, id);
  }
  cut_ids_.push_back(']');
  const std::string id = open.key + "#xml";
  const uint32_t row = open.writer->AddNode(open.xml_shape, open.row);
  open.writer->Encode(row, id, [&](auto& object) {
    object.Plain("typeId", TypeId("div", id));
    object.String("elementId", open.element_id);
    object.Joined("xml", pieces);
    if (pieces.size() < 2) return;
    object.Raw("cuts", cuts_);
    object.Raw("cut_ids", cut_ids_);
  });
  open.writer->AddEdge(EdgeType::kHasXml, open.row, row);
}

void DocumentMapper::WriteDivision(Open& open) {
  if (layer_ == Layer::kText) open.reserved = IsReservedHeading(open.heading);
  if (open.heading.empty()) open.heading = TextOfKey(open.key).name;
  const std::string popular = PopularNameOf(ShapeOf(open.type), open.key, open.heading);
  open.writer->Encode(open.row, open.key, [&](auto& object) {
    object.Splice(open.members);
    object.Boolean("reserved", open.reserved);
    object.String("heading", open.heading);
    if (!popular.empty()) object.String("popular_name", popular);
    object.Splice(open.fields, open.place);
  });
}

void DocumentMapper::EndDivision() {
  Open& open = open_.back();
  if (!open.skeleton && !IsFull()) {
    WriteParagraphs(open);
    WriteDivision(open);
    if (open.root) {
      open.authority.Write(*open.writer);
      for (auto& writer : writers_) {
        if (writer.get() != open.writer) continue;
        finished_.push_back(writer->Finish());
        break;
      }
      if (writers_.back().get() == open.writer) writers_.pop_back();
    }
  }
  // A division that has no element of its own is cut out of the element around it.
  if (open_.size() > 1 && !open.has_element) {
    std::vector<std::string>& outer = open_[open_.size() - 2].cut_ids;
    std::move(open.cut_ids.begin(), open.cut_ids.end(), std::back_inserter(outer));
  }
  memory_->Drop(open.held);
  path_.pop_back();
  open_.pop_back();
}

std::vector<std::shared_ptr<UnitRows>> DocumentMapper::Finish() { return std::exchange(finished_, {}); }

}  // namespace reg2graph
