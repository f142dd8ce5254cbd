#ifndef REG2GRAPH_ENGINE_CORE_GRAPH_SCHEMA_H_
#define REG2GRAPH_ENGINE_CORE_GRAPH_SCHEMA_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The only place that spells labels, relationship types and property names of nodes.
namespace reg2graph {

// The two layers of a title: a structure JSON provides the first, an eCFR XML the second. Each has
// its own dates and stamps; neither blocks the other.
enum class Layer : uint8_t { kStructure, kText };
inline constexpr int kLayerCount = 2;
std::string_view LayerName(Layer layer);  // "structure", "text": also the prefix of its stamps
std::string LayerProps(Layer layer);      // the properties of FROM_ARTIFACT, as JSON

// The properties of a place: a division's parent and its position among the parent's children.
struct PlaceNames {
  std::string_view parent, order;
};
// A layer's own, which its complete documents set.
constexpr PlaceNames PlaceNamesOf(Layer layer) {
  return layer == Layer::kStructure ? PlaceNames{"structure_parent", "structure_order"}
                                    : PlaceNames{"text_parent", "text_order"};
}
// The wrapper's of a partial document.
inline constexpr PlaceNames kPartialPlaceNames = {"text_partial_parent", "text_partial_order"};

enum class DivisionType : uint8_t {
  kTitle,
  kSubtitle,
  kChapter,
  kSubchapter,
  kPart,
  kSubpart,
  kSubjectGroup,
  kSection,
  kAppendix,
  kHed,
};
inline constexpr int kDivisionTypeCount = 10;

// A set of labels together with the properties that its nodes may have: the unit in which rows are
// encoded and sent. The first ten are the division types, in their order.
enum class Shape : uint8_t {
  kTitle,
  kSubtitle,
  kChapter,
  kSubchapter,
  kPart,
  kSubpart,
  kSubjectGroup,
  kSection,
  kAppendix,
  kHed,
  kDiv1,
  kDiv2,
  kDiv3,
  kDiv4,
  kDiv5,
  kDiv6,
  kDiv7,
  kDiv8,
  kDiv9,
  kParagraph,
  kAuthority,
  kSource,
  kAmendment,
  kEditorial,
  kCrossReference,
  kArtifact,
};
inline constexpr int kShapeCount = 26;

// In the order of their shapes.
enum class NodeKind : uint8_t { kDivision, kXmlData, kParagraph, kNote, kArtifact };
inline constexpr int kNodeKindCount = 5;

// What a property holds, for sinks whose format is typed.
enum class ValueType : uint8_t { kString, kInteger, kBoolean, kStringList, kIntegerList };

struct Property {
  std::string_view name;
  ValueType type;
};

NodeKind KindOf(Shape shape);
// The labels, most general first: {"Resource", "Division", "Section"}.
std::span<const std::string_view> LabelsOf(Shape shape);
// Every property that a row of this kind may carry, `id`, `citation` and `name` first, in the order in which
// rows spell them.
std::span<const Property> PropertiesOf(NodeKind kind);
// The shape with this most specific label ("Section", "Div8", "Paragraph", "Authority"), if there is one.
std::optional<Shape> ShapeOfLabel(std::string_view label);
bool IsSchemaLabel(std::string_view label);  // of any shape

inline Shape ShapeOf(DivisionType type) { return static_cast<Shape>(type); }
// A section or an appendix: what a partial document states by itself.
inline bool IsSectionLevel(Shape shape) { return shape == Shape::kSection || shape == Shape::kAppendix; }
inline bool IsDivision(Shape shape) { return static_cast<int>(shape) < kDivisionTypeCount; }
// The name of a type in the structure JSON: "title", "subject_group", "hed1".
std::string_view TypeName(DivisionType type);
std::optional<DivisionType> TypeOfName(std::string_view name);
// DIV1 to DIV9 of the XML; nothing for another number.
std::optional<DivisionType> TypeOfDiv(int number);

enum class EdgeType : uint8_t {
  kHasChild,
  kHasXml,
  kHasParagraph,
  kNext,
  kHasNote,
  kInterprets,
  kCites,
  kAuthorizedBy,
  kSourcedFrom,
  kAmendedBy,
  kWithin,
  kFromArtifact,
};
inline constexpr int kEdgeTypeCount = 12;
std::string_view NameOf(EdgeType type);  // "HAS_CHILD"
std::optional<EdgeType> EdgeTypeOfName(std::string_view name);
// Every property that a relationship of this type may carry.
std::span<const Property> PropertiesOf(EdgeType type);
// True for the types whose targets may not be loaded: missing targets are created as stubs.
bool LeavesUnit(EdgeType type);

// The labels of nodes that are cited and not loaded, beside `Stub`, by the prefix of their keys.
struct StubKind {
  std::string_view prefix, label;
};
std::span<const StubKind> StubKinds();
inline constexpr std::string_view kOtherStub = "Other";  // for keys with none of these prefixes
std::string_view StubLabel(std::string_view key);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_GRAPH_SCHEMA_H_
