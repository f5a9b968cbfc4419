{%- macro pytorch_hub_card_url(card_name) -%}
    'https://pytorch.org/hub/'
    || {{ url_encoded_path("replace(" ~ card_name ~ ", '.md', '')") }}
    || '/'
{%- endmacro -%}
