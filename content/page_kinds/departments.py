"""The page of a department."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.json_ld import CONTEXT, as_script_content
from common.page_kinds import PageKind, SearchDocument, ShareCard, in_every_language, joined
from directory.models import Department, Hospital
from directory.structured_data import department_node, hospital_node

from ..models import Treatment, TreatmentContent
from .treatments import published_titles


class DepartmentPage(PageKind):
    name, group, share_name = "department", gettext_lazy("Departments"), "departments"
    model = Department
    touched_by = {
        Department: lambda department: [department.pk],
        Treatment: lambda treatment: [treatment.department_id],
        TreatmentContent: lambda content: [content.treatment.department_id],
    }

    @classmethod
    def sitemap_entries(cls):
        return [in_every_language(each.get_absolute_url, each.updated_at) for each in Department.objects.all()]

    def search_document(self, language):
        title, title_language = self.thing.name.in_language(language)
        words, words_language = self.thing.plain_name.in_language(language)
        return SearchDocument(
            title,
            self.get_absolute_url(),
            title_language,
            head=joined(self.thing.plain_name),
            text=words,
            text_language=words_language,
            body=", ".join(published_titles(treatment__department=self.thing)),
        )

    def share_card(self, language):
        return ShareCard(
            kind=_("Department"),
            title=self.thing.name.in_language(language),
            below=self.thing.plain_name.in_language(language),
            sentence=str(self.thing.plain_name),
        )

    def structured_data(self, request):
        department, hospital = self.thing, Hospital.objects.current()
        more = {
            "alternateName": str(department.plain_name),
            "telephone": department.phone,
            "email": department.email,
            "parentOrganization": hospital and hospital_node(request, hospital),
        }
        return as_script_content({"@context": CONTEXT} | department_node(request, department) | more)
