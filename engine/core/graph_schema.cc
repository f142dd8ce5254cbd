#include "engine/core/graph_schema.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace reg2graph {
namespace {

using std::string_view;

struct ShapeInfo {
  NodeKind kind;
  std::array<string_view, 3> labels;
  uint8_t label_count;
};

constexpr ShapeInfo Division(string_view label) {
  return {NodeKind::kDivision, {"Resource", "Division", label}, 3};
}
constexpr ShapeInfo XmlData(string_view label) {
  return {NodeKind::kXmlData, {"Resource", "XMLData", label}, 3};
}
constexpr ShapeInfo Note(string_view label) { return {NodeKind::kNote, {"Resource", "Note", label}, 3}; }

constexpr ShapeInfo kShapes[kShapeCount] = {
    Division("Title"),        Division("Subtitle"),
    Division("Chapter"),      Division("Subchapter"),
    Division("Part"),         Division("Subpart"),
    Division("Subjectgroup"), Division("Section"),
    Division("Appendix"),     Division("Hed"),
    XmlData("Div1"),          XmlData("Div2"),
    XmlData("Div3"),          XmlData("Div4"),
    XmlData("Div5"),          XmlData("Div6"),
    XmlData("Div7"),          XmlData("Div8"),
    XmlData("Div9"),          {NodeKind::kParagraph, {"Resource", "Paragraph", ""}, 2},
    Note("Authority"),        Note("Source"),
    Note("Amendment"),        Note("Editorial"),
    Note("CrossReference"),   {NodeKind::kArtifact, {"Resource", "Artifact", ""}, 2},
};

constexpr string_view kTypeNames[kDivisionTypeCount] = {
    "title",   "subtitle",      "chapter", "subchapter", "part",
    "subpart", "subject_group", "section", "appendix",   "hed1",
};

constexpr string_view kEdgeNames[kEdgeTypeCount] = {
    "HAS_CHILD", "HAS_XML",       "HAS_PARAGRAPH", "NEXT",       "HAS_NOTE", "INTERPRETS",
    "CITES",     "AUTHORIZED_BY", "SOURCED_FROM",  "AMENDED_BY", "WITHIN",   "FROM_ARTIFACT",
};

constexpr auto kS = ValueType::kString;
constexpr auto kI = ValueType::kInteger;
constexpr auto kB = ValueType::kBoolean;

constexpr Property kDivisionProperties[] = {
    {"id", kS},
    {"citation", kS},
    {"name", kS},
    {"typeId", kS},
    {"title", kI},
    {"type", kS},
    {"identifier", kS},
    {"reserved", kB},
    {"heading", kS},
    {"popular_name", kS},
    {"label", kS},
    {"label_level", kS},
    {"label_description", kS},
    {"size", kI},
    {"volumes", ValueType::kStringList},
    {"received_on", kS},
    {"descendant_range", kS},
    {"generated_id", kB},
    {"structure_parent", kS},
    {"structure_order", kI},
    {"text_parent", kS},
    {"text_order", kI},
    {"text_partial_parent", kS},
    {"text_partial_order", kI},
};
constexpr Property kXmlDataProperties[] = {
    {"id", kS},
    {"citation", kS},
    {"name", kS},
    {"typeId", kS},
    {"elementId", kS},
    {"xml", kS},
    {"cuts", ValueType::kIntegerList},
    {"cut_ids", ValueType::kStringList},
};
constexpr Property kParagraphProperties[] = {
    {"id", kS},  {"citation", kS}, {"name", kS}, {"marker", kS}, {"depth", kI},
    {"seq", kI}, {"heading", kS},  {"kind", kS}, {"source", kS}, {"text", kS},
};
constexpr Property kNoteProperties[] = {
    {"id", kS}, {"citation", kS}, {"name", kS}, {"kind", kS}, {"seq", kI}, {"text", kS},
};
constexpr Property kArtifactProperties[] = {
    {"id", kS},     {"citation", kS},  {"name", kS},       {"uri", kS},
    {"bytes", kI},  {"format", kS},    {"encoding", kS},   {"prolog", kS},
    {"epilog", kS}, {"etag", kS},      {"version_id", kS}, {"sequencer", kS},
    {"as_of", kS},  {"loaded_at", kS}, {"rejected", kI},   {"engine_version", kS},
};

constexpr Property kOrder[] = {{"order", kI}};
constexpr Property kCites[] = {{"text", kS},     {"start", kI}, {"end", kI},
                               {"relative", kB}, {"range", kS}, {"suffix", kS}};
constexpr Property kDate[] = {{"date", kS}};
constexpr Property kAuthorized[] = {{"suffix", kS}};
constexpr Property kLayerProperty[] = {{"layer", kS}};

constexpr StubKind kStubKinds[] = {
    {"/us/cfr/", "CFR"},
    {"/us/usc/", "USCode"},
    {"/us/pl/", "PublicLaw"},
    {"/us/stat/", "StatutesAtLarge"},
    {"/us/fr/", "FederalRegister"},
    {"/us/eo/", "ExecutiveOrder"},
    {"/us/proc/", "Proclamation"},
    {"/us/rin/", "RIN"},
    {"/us/reorg/", "ReorganizationPlan"},
};

}  // namespace

string_view LayerName(Layer layer) { return layer == Layer::kStructure ? "structure" : "text"; }

std::string LayerProps(Layer layer) { return "{\"layer\":\"" + std::string(LayerName(layer)) + "\"}"; }

NodeKind KindOf(Shape shape) { return kShapes[static_cast<int>(shape)].kind; }

std::span<const string_view> LabelsOf(Shape shape) {
  const ShapeInfo& info = kShapes[static_cast<int>(shape)];
  return {info.labels.data(), info.label_count};
}

std::span<const Property> PropertiesOf(NodeKind kind) {
  switch (kind) {
    case NodeKind::kDivision: return kDivisionProperties;
    case NodeKind::kXmlData: return kXmlDataProperties;
    case NodeKind::kParagraph: return kParagraphProperties;
    case NodeKind::kNote: return kNoteProperties;
    case NodeKind::kArtifact: return kArtifactProperties;
  }
  return {};
}

std::optional<Shape> ShapeOfLabel(string_view label) {
  for (int i = 0; i < kShapeCount; ++i) {
    if (LabelsOf(static_cast<Shape>(i)).back() == label) return static_cast<Shape>(i);
  }
  return std::nullopt;
}

bool IsSchemaLabel(string_view label) {
  return std::any_of(std::begin(kShapes), std::end(kShapes), [label](const ShapeInfo& info) {
    const auto end = info.labels.begin() + info.label_count;
    return std::find(info.labels.begin(), end, label) != end;
  });
}

string_view TypeName(DivisionType type) { return kTypeNames[static_cast<int>(type)]; }

std::optional<DivisionType> TypeOfName(string_view name) {
  for (int i = 0; i < kDivisionTypeCount; ++i) {
    if (kTypeNames[i] == name) return static_cast<DivisionType>(i);
  }
  return std::nullopt;
}

std::optional<DivisionType> TypeOfDiv(int number) {
  if (number < 1 || number > 9) return std::nullopt;
  return static_cast<DivisionType>(number - 1);
}

string_view NameOf(EdgeType type) { return kEdgeNames[static_cast<int>(type)]; }

std::optional<EdgeType> EdgeTypeOfName(string_view name) {
  for (int i = 0; i < kEdgeTypeCount; ++i) {
    if (kEdgeNames[i] == name) return static_cast<EdgeType>(i);
  }
  return std::nullopt;
}

std::span<const Property> PropertiesOf(EdgeType type) {
  switch (type) {
    case EdgeType::kHasChild:
    case EdgeType::kHasParagraph: return kOrder;
    case EdgeType::kCites: return kCites;
    case EdgeType::kAuthorizedBy: return kAuthorized;
    case EdgeType::kSourcedFrom:
    case EdgeType::kAmendedBy: return kDate;
    case EdgeType::kFromArtifact: return kLayerProperty;
    case EdgeType::kHasXml:
    case EdgeType::kNext:
    case EdgeType::kHasNote:
    case EdgeType::kInterprets:
    case EdgeType::kWithin: return {};
  }
  return {};
}

bool LeavesUnit(EdgeType type) {
  switch (type) {
    case EdgeType::kInterprets:
    case EdgeType::kCites:
    case EdgeType::kAuthorizedBy:
    case EdgeType::kSourcedFrom:
    case EdgeType::kAmendedBy: return true;
    default: return false;
  }
}

std::span<const StubKind> StubKinds() { return kStubKinds; }

string_view StubLabel(string_view key) {
  for (const StubKind& kind : kStubKinds) {
    if (key.starts_with(kind.prefix)) return kind.label;
  }
  return kOtherStub;
}

}  // namespace reg2graph
