"""What search engines read of the hospital: parts of the JSON-LD of several kinds of pages."""

from common.json_ld import thing_id


def hospital_node(request, hospital):
    return {
        "@type": "Hospital",
        "@id": request.build_absolute_uri("/") + "#hospital",
        "name": str(hospital.name),
        "url": request.build_absolute_uri("/"),
        "telephone": hospital.phone,
    }


def department_node(request, department):
    return {
        "@type": "MedicalClinic",
        "@id": thing_id(request, department, "department"),
        "name": str(department.name),
        "url": request.build_absolute_uri(department.get_absolute_url()),
    }
